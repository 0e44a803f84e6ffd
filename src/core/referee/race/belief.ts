import type { Comparison, Evidence } from './evidence.ts';
import { TAU_SQUARED } from './look.ts';
import { expectedVariance } from './noise.ts';
import type { DecidingEval } from './settings.ts';
import type { Belief } from './standing.ts';

/** Trials that the suite's mean is worth in the belief about each eval after the baseline. */
const SHARED = 0.5;

/** What is believed after the baseline; an eval that it could not measure is believed to be like the others of its agent. */
export function firstBeliefs(
  evals: readonly DecidingEval[],
  baseline: readonly (Evidence | undefined)[],
): readonly Belief[] {
  const measured = evals.flatMap(({ agent, weight }, place) => {
    const mean = baseline[place]?.mean;
    return mean === undefined ? [] : [{ agent, weight, value: mean }];
  });
  const means = new Map<string | null, number>();
  for (const { agent } of evals) {
    if (means.has(agent)) continue;
    const own = measured.filter((one) => one.agent === agent);
    means.set(agent, weightedMean(own.length === 0 ? measured : own));
  }
  return evals.map(({ id, agent }, place) => {
    const { count, sum } = baseline[place] ?? { count: 0, sum: 0 };
    return {
      eval: id,
      mean: clipped((sum + SHARED * (means.get(agent) ?? 0)) / (count + SHARED)),
      worth: count + SHARED,
      score_sum: sum,
      trials: count,
      finished: count > 0,
    };
  });
}

/**
 * What is believed of the arm itself, which is what is believed of the incumbent once the arm is kept: the old belief
 * moved by `delta`, worth less because the edit may do something else on each eval, pulled to the arm's own trials.
 */
export function beliefsOfArm(comparisons: readonly Comparison[], delta: number, factor: number): readonly Belief[] {
  return comparisons.map(({ eval: one, belief, evidence }) => {
    const variance = factor * expectedVariance(belief.mean, one);
    const inherited = variance / (variance / belief.worth + TAU_SQUARED);
    const { count, sum, graded } = evidence ?? { count: 0, sum: 0, graded: 0 };
    return {
      eval: belief.eval,
      mean: clipped((inherited * (belief.mean + delta) + sum) / (inherited + count)),
      worth: inherited + count,
      score_sum: belief.score_sum + sum,
      trials: belief.trials + count,
      finished: belief.finished || graded > 0,
    };
  });
}

/** What is believed of the incumbent after an arm was dropped: the arm's trials, less its `delta`, speak of it too. */
export function beliefsAfterDrop(comparisons: readonly Comparison[], delta: number, factor: number): readonly Belief[] {
  return comparisons.map(({ eval: one, belief, evidence }) => {
    if (evidence === null) return belief;
    const variance = factor * expectedVariance(belief.mean, one);
    const lent = variance / (variance / evidence.count + TAU_SQUARED);
    return {
      eval: belief.eval,
      mean: clipped((belief.worth * belief.mean + lent * (evidence.mean - delta)) / (belief.worth + lent)),
      worth: belief.worth + lent,
      score_sum: belief.score_sum + evidence.sum,
      trials: belief.trials + evidence.count,
      finished: belief.finished,
    };
  });
}

/** The mean; of items that weigh nothing, their plain mean. Throws a RangeError for no items. */
export function weightedMean(items: readonly { readonly weight: number; readonly value: number }[]): number {
  if (items.length === 0) throw new RangeError('the mean of nothing is not a number');
  let [sum, weights, plain] = [0, 0, 0];
  for (const { weight, value } of items) {
    sum += weight * value;
    weights += weight;
    plain += value;
  }
  return weights === 0 ? plain / items.length : sum / weights;
}

export function clipped(score: number): number {
  return Math.min(1, Math.max(0, score));
}
