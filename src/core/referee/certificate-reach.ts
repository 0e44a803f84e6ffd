import type { EvalCase } from '../schema/suite.ts';
import { CAUTION, FIRST_STAKE, LARGEST_STAKE } from './certificate.ts';

export interface Reach {
  /** Evals of a pass. */
  readonly evals: number;
  readonly passes: number;
  /** Standard deviation of one paired difference. */
  readonly sd: number;
  readonly alpha: number;
}

/** Standard deviations of margin: with it about 4 of 5 are shown, as the stake is itself learned from few differences. */
const MARGIN = 1.04;

/** The smallest true gain (0–1) that a certificate shows in about 4 of 5 cases; null where it shows none that often. */
export function smallestShown(reach: Reach): number | null {
  if (!isShown(1, reach)) return null;
  let [low, high] = [0, 1];
  while (high - low > 1e-4) {
    const middle = (low + high) / 2;
    if (isShown(middle, reach)) high = middle;
    else low = middle;
  }
  return high;
}

/** Whether the logarithm of the wealth is expected to end far enough above what it takes; differences are gain ± sd. */
function isShown(gain: number, { evals, passes, sd, alpha }: Reach): boolean {
  const later = Math.min(LARGEST_STAKE, gain / (gain ** 2 + sd ** 2 + CAUTION));
  const [first, rest] = [growthOf(FIRST_STAKE, gain, sd), growthOf(later, gain, sd)];
  const mean = evals * (first.mean + (passes - 1) * rest.mean);
  const variance = evals * (first.variance + (passes - 1) * rest.variance);
  return mean - MARGIN * Math.sqrt(variance) >= -Math.log(alpha);
}

function growthOf(stake: number, gain: number, sd: number): { readonly mean: number; readonly variance: number } {
  const [up, down] = [Math.log1p(stake * Math.min(1, gain + sd)), Math.log1p(stake * Math.max(-1, gain - sd))];
  return { mean: (up + down) / 2, variance: ((up - down) / 2) ** 2 };
}

/** How much gains differ from eval to eval, as rule race takes it. */
const TAU = 0.1;
/** Expectations of one eval pass or fail together to some degree, so that many are worth no more than so few. */
const LEAST_SPREAD = 0.15;

/** The standard deviation of one paired difference, expected from the scores of both versions (0–1). */
export function expectedPairSd(evals: readonly Pick<EvalCase, 'expectations'>[], scores: readonly number[]): number {
  const spread = evals.reduce((sum, { expectations }) => sum + Math.max(LEAST_SPREAD, 1 / expectations.length), 0);
  const variances = scores.map((score) => Math.min(0.92, Math.max(0.08, score))).map((p) => p * (1 - p));
  return Math.sqrt((spread / evals.length) * variances.reduce((sum, one) => sum + one, 0) + TAU ** 2);
}
