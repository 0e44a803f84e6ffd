import { firstBeliefs } from './referee/race/belief.ts';
import { TAU_SQUARED } from './referee/race/look.ts';
import { expectedVariance } from './referee/race/noise.ts';
import { groundOf } from './referee/race/settings.ts';
import { tQuantile95 } from './stats/paired.ts';

/** What chance does to a suite. Differences of scores, 0–1. */
export interface SuiteNoise {
  readonly evals: number;
  /** Half the interval of 95 % of the score of one pass. */
  readonly one_pass: number;
  /** Final passes of each version. */
  readonly passes: number;
  /** The smallest gain that so many can be expected to show; null where they can show none. */
  readonly smallest_gain: number | null;
}

/** What one trial of an eval gave. */
export interface EvalScore {
  readonly passed: number;
  /** Expectations, from 1. */
  readonly total: number;
}

/** Two-sided 95 % of the normal distribution, in standard deviations. */
const Z_95 = 1.96;

/**
 * The noise that is expected from one pass, before any eval was repeated. With s²_c the variance of one trial of eval c,
 * the mean over M evals has the variance Σ s²_c / M². The final passes are compared by a paired t interval over evals: the
 * difference of one eval has the variance 2 s²_c / passes + τ², and a gain is shown where it is larger than half the
 * interval's width. Source: rule race, and Student (1908). Throws a RangeError for no scores.
 */
export function suiteNoise(scores: readonly EvalScore[], passes: number): SuiteNoise {
  const evals = scores.length;
  if (evals === 0) throw new RangeError('the noise of no evals is not a number');
  const variances = variancesOf(scores);
  return { evals, one_pass: noiseOfPass(variances), passes, smallest_gain: smallestGain(variances, passes) };
}

/** Half the interval of 95 % of the score of one pass, from the variance of one trial of each eval. */
export function noiseOfPass(variances: readonly number[]): number {
  return (Z_95 * Math.sqrt(sumOf(variances))) / variances.length;
}

/** The smallest gain that so many final passes of each version can be expected to show; null where they can show none. */
export function smallestGain(variances: readonly number[], passes: number): number | null {
  const evals = variances.length;
  if (passes === 0 || evals < 2) return null;
  const ofPair = (2 * sumOf(variances)) / evals / passes + TAU_SQUARED;
  return tQuantile95(evals - 1) * Math.sqrt(ofPair / evals);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Of one trial of each eval, around what rule race believes of it after one. */
function variancesOf(scores: readonly EvalScore[]): readonly number[] {
  const evals = scores.map(({ total }, index) => ({ id: String(index), expectations: total, weight: 1 }));
  const ground = groundOf({ seed: 0, confidence: 'balanced', proposals: 1, evals });
  const baseline = scores.map(({ passed, total }) => {
    const mean = passed / total;
    return { count: 1, graded: 1, sum: mean, mean, squares: 0 };
  });
  const beliefs = firstBeliefs(ground.evals, baseline);
  return ground.evals.map((one, place) => expectedVariance(beliefs[place]?.mean ?? 0, one));
}
