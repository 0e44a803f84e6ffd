import type { Comparison } from './evidence.ts';
import { expectedVariance } from './noise.ts';

/** Standard deviation of what edits do to a suite as a whole: most do little. */
const OMEGA = 0.04;

/** Variance of what an edit does to one eval beyond that: τ², τ = 0.10. */
export const TAU_SQUARED = 0.1 ** 2;

/** How much better than the incumbent an arm seems to be. */
export interface Look {
  /** Expected difference of the scores, in −1 … 1, and its standard deviation. */
  readonly delta: number;
  readonly sd: number;
  /** delta / sd; 0 where nothing was measured. */
  readonly z: number;
  /** Whether any trial counted. */
  readonly informed: boolean;
}

/**
 * The posterior of the difference, given the trials so far: each eval's difference weighs as much as its own noise,
 * the belief's and the edit's spread over evals leave of it, against the prior N(0, ω²).
 */
export function lookAt(comparisons: readonly Comparison[], factor: number): Look {
  let [weighed, weights] = [0, 0];
  for (const { eval: one, belief, evidence } of comparisons) {
    if (evidence === null) continue;
    const variance = factor * expectedVariance(belief.mean, one);
    const weight = one.weight / (variance / evidence.count + variance / belief.worth + TAU_SQUARED);
    weighed += weight * (evidence.mean - belief.mean);
    weights += weight;
  }
  const precision = 1 / OMEGA ** 2 + weights;
  const [delta, sd] = [weighed / precision, precision ** -0.5];
  return { delta, sd, z: delta / sd, informed: weights > 0 };
}
