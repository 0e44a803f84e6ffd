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
}

/** A 32-bit seed: the first bytes of sha256 over the parts. */
export function seedOf(parts: SeedParts): number {
  const { runSeed, purpose, role, iteration, treeHash, evalId, trial, attempt } = parts;
  const text = JSON.stringify([runSeed, purpose, role, iteration, treeHash, evalId, trial, attempt]);
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
