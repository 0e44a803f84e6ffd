import { createHash } from 'node:crypto';

/** What a call's seed depends on; the same call of the same run always gets the same seed. */
export interface SeedParts {
  readonly runSeed: number;
  readonly purpose: string;
  readonly role: string;
  readonly iteration: number;
  readonly treeHash: string;
  readonly evalId: string | null;
  readonly trial: number;
  readonly attempt: number;
  /** Of a judge that is asked several times, from 1; 1 where nothing is said. */
  readonly vote?: number;
}

/** A 32-bit seed: the first bytes of sha256 over the parts. */
export function seedOf(parts: SeedParts): number {
  const { runSeed, purpose, role, iteration, treeHash, evalId, trial, attempt, vote = 1 } = parts;
  const further = vote === 1 ? [] : [vote];
  const text = JSON.stringify([runSeed, purpose, role, iteration, treeHash, evalId, trial, attempt, ...further]);
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
