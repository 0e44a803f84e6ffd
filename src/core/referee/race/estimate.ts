import { clipped, weightedMean } from './belief.ts';
import { expectedVariance, noiseFactor } from './noise.ts';
import type { Ground } from './settings.ts';
import type { RaceStanding } from './standing.ts';

/** A score with what is unknown about it: its standard deviation, and the ends of the interval of 95 %. All in 0–1. */
export interface Estimate {
  readonly value: number;
  readonly sd: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % of the normal distribution, in standard deviations. */
const Z_95 = 1.96;

/** The score believed of the incumbent over all deciding evals; null before the baseline. */
export function estimateOver({ evals }: Ground, { beliefs, noise }: RaceStanding): Estimate | null {
  if (beliefs === null) return null;
  const factor = noiseFactor(noise);
  let variances = 0;
  const items = evals.flatMap((one, place) => {
    const belief = beliefs[place];
    if (belief === undefined) return [];
    variances += (one.weight ** 2 * factor * expectedVariance(belief.mean, one)) / belief.worth;
    return [{ weight: one.weight, value: belief.mean }];
  });
  const [value, sd] = [clipped(weightedMean(items)), Math.sqrt(variances) / evals.length];
  return { value, sd, low: clipped(value - Z_95 * sd), high: clipped(value + Z_95 * sd) };
}
