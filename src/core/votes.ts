import type { Vote } from './schema/vote.ts';
import { randomFrom, shuffled } from './stats/random.ts';

/** The order in which a call with that seed asks for expectations: their numbers, each once. */
export function orderOf(numbers: readonly number[], seed: number): number[] {
  return shuffled(
    [...numbers].sort((a, b) => a - b),
    randomFrom(seed),
  );
}

/** Usable votes without which a trial is not graded: more than half of those that were asked for. */
export function votesNeeded(asked: number): number {
  return Math.floor(asked / 2) + 1;
}

export interface Majority {
  readonly passed: boolean;
  /** That of the first vote which said the same. */
  readonly evidence: string;
}

/** What most votes say of an expectation; a tie is a fail. null where no vote speaks of it. */
export function majorityOn(votes: readonly Vote[], number: number): Majority | null {
  const said = votes.flatMap(({ results }) => results.filter((one) => one.number === number));
  const [passes, fails] = [said.filter(({ passed }) => passed), said.filter(({ passed }) => !passed)];
  const [first] = passes.length > fails.length ? passes : fails;
  return first === undefined ? null : { passed: first.passed, evidence: first.evidence };
}

/**
 * The share of pairs of votes with the same verdict, over all expectations, 0–1; null for a single vote.
 * Source: the observed agreement of Fleiss, "Measuring nominal scale agreement among many raters" (1971).
 */
export function agreementOf(votes: readonly Vote[]): number | null {
  const pairs = numbersIn(votes).flatMap((number) => pairsOn(votes, number));
  return pairs.length === 0 ? null : pairs.filter(Boolean).length / pairs.length;
}

/** Expectations on which the votes differ, by number. */
export function splitIn(votes: readonly Vote[]): readonly number[] {
  return numbersIn(votes).filter((number) => pairsOn(votes, number).includes(false));
}

function numbersIn(votes: readonly Vote[]): readonly number[] {
  const numbers = votes.flatMap(({ results }) => results.map(({ number }) => number));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** For each pair of votes on an expectation whether they say the same. */
function pairsOn(votes: readonly Vote[], number: number): readonly boolean[] {
  const said = votes.flatMap(({ results }) => results.filter((one) => one.number === number));
  return said.flatMap(({ passed }, index) => said.slice(index + 1).map((other) => other.passed === passed));
}

/** Of the passes that a judge gave, how many there are and for how many the evidence was found; those of earlier versions are left out. */
export function evidenceFound(
  items: readonly { readonly passed: boolean; readonly evidence_verified?: boolean | null | undefined }[],
): { readonly passes: number; readonly found: number } {
  const known = items.filter(({ passed, evidence_verified = null }) => passed && evidence_verified !== null);
  return { passes: known.length, found: known.filter(({ evidence_verified }) => evidence_verified === true).length };
}
