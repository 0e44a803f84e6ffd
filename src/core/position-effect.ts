import type { Vote } from './schema/vote.ts';

/** Whether verdicts depend on where an expectation stands in the question. */
export interface PositionEffect {
  /** Expectations of a trial that were passed and failed, where the passes stood earlier on average, and where later. */
  readonly earlier: number;
  readonly later: number;
  /** Of a difference that large or larger, if the place meant nothing; 0–1. */
  readonly p_value: number;
}

/** Of a p-value below it a person is warned. */
export const POSITION_ALPHA = 0.05;

/**
 * For each expectation that some votes on a trial pass and others fail: did the passes stand earlier in the question than
 * the fails, or later? `trials` are the votes on each trial. The two-sided sign test tells how surprising the counts are.
 * Source: Arbuthnot (1710), as in Conover, "Practical Nonparametric Statistics" (1999), section 3.4.
 */
export function positionEffect(trials: readonly (readonly Vote[])[]): PositionEffect {
  const shifts = trials.flatMap((votes) => numbersIn(votes).flatMap((number) => shiftOf(votes, number)));
  const [earlier, later] = [shifts.filter((one) => one < 0).length, shifts.filter((one) => one > 0).length];
  return { earlier, later, p_value: signTest(earlier, later) };
}

function numbersIn(votes: readonly Vote[]): readonly number[] {
  return [...new Set(votes.flatMap(({ order }) => order))];
}

/** Mean place of the passes − that of the fails; nothing where the votes agree. */
function shiftOf(votes: readonly Vote[], number: number): readonly number[] {
  const places = (passed: boolean) =>
    votes.flatMap(({ order, results }) =>
      results.some((one) => one.number === number && one.passed === passed) ? [order.indexOf(number)] : [],
    );
  const [passes, fails] = [places(true), places(false)];
  return passes.length === 0 || fails.length === 0 ? [] : [meanOf(passes) - meanOf(fails)];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Twice the lower tail of the binomial distribution with p = 1/2, at most 1; in logarithms, for 2^-n soon is 0. */
function signTest(a: number, b: number): number {
  const n = a + b;
  let term = n * Math.log(0.5);
  let tail = Math.exp(term);
  for (let k = 1; k <= Math.min(a, b); k += 1) {
    term += Math.log((n - k + 1) / k);
    tail += Math.exp(term);
  }
  return Math.min(1, 2 * tail);
}
