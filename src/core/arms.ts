import type { Measurement } from './referee/port.ts';
import type { ArmsRecord, ArmsRequest } from './schema/arms.ts';
import type { Usage } from './schema/usage.ts';
import { pairedMean } from './stats/paired.ts';
import { priceOf } from './tally.ts';

/** One trial of an arm that has ended. */
export interface ArmTrial {
  /** The arm's name. */
  readonly arm: string;
  readonly evalId: string;
  readonly trial: number;
  readonly measurement: Measurement;
  readonly usage: Usage;
  readonly durationMs: number;
  /** An earlier comparison paid for it. */
  readonly reused: boolean;
}

/** What the trials of a comparison come to; weights are by eval id. */
export function armsRecord(
  request: ArmsRequest,
  weights: ReadonlyMap<string, number>,
  trials: readonly ArmTrial[],
): ArmsRecord {
  const names = request.arms.map(({ name }) => name);
  const evals = [...weights].map(([eval_id, weight]) => ({
    eval_id,
    weight,
    scores: names.map((arm) => meanOf(scoresOf(trials, arm, eval_id))),
  }));
  return {
    ...request,
    scores: names.map((arm, index) => ({
      arm,
      ...scoreOf(evals, index),
      ...usedBy(trials.filter((one) => one.arm === arm && one.measurement.outcome === 'graded')),
    })),
    evals,
    differences: names.flatMap((arm, index) =>
      names.slice(0, index).flatMap((against, earlier) => differenceOf(evals, { arm, index, against, earlier })),
    ),
    unmeasured: trials.flatMap(({ arm, evalId: eval_id, trial, measurement: { outcome } }) =>
      outcome === 'graded' ? [] : [{ arm, eval_id, trial, outcome }],
    ),
  };
}

type Evals = ArmsRecord['evals'];

function scoreOf(evals: Evals, index: number): Pick<ArmsRecord['scores'][number], 'evals' | 'score' | 'interval'> {
  const values = weighted(evals, ({ scores }) => scores[index] ?? null);
  if (values.length === 0) return { evals: 0, score: null, interval: null };
  const { mean, interval } = pairedMean(values);
  // Sums of weighted shares may leave 0–1 by a rounding error.
  return { evals: values.length, score: Math.min(1, Math.max(0, mean)), interval };
}

interface Two {
  readonly arm: string;
  readonly index: number;
  readonly against: string;
  readonly earlier: number;
}

function differenceOf(evals: Evals, { arm, index, against, earlier }: Two): ArmsRecord['differences'] {
  const values = weighted(evals, ({ scores }) => {
    const [after = null, before = null] = [scores[index], scores[earlier]];
    return after === null || before === null ? null : after - before;
  });
  if (values.length === 0) return [];
  const { mean, interval } = pairedMean(values);
  return [{ arm, against, pairs: values.length, gain: mean, interval }];
}

/** A value of each eval that has one, scaled so that their plain mean is the weighted one. */
function weighted(evals: Evals, pick: (one: Evals[number]) => number | null): readonly number[] {
  const known = evals.flatMap((one) => {
    const value = pick(one);
    return value === null ? [] : [{ value, weight: one.weight }];
  });
  const total = known.reduce((sum, { weight }) => sum + weight, 0);
  return known.map(({ value, weight }) => (total === 0 ? value : (value * weight * known.length) / total));
}

function usedBy(trials: readonly ArmTrial[]) {
  const prices = trials.map(({ usage }) => priceOf(usage));
  return {
    measured: trials.length,
    reused: trials.filter(({ reused }) => reused).length,
    tokens: meanOf(prices.map(({ tokens }) => tokens)),
    cost_usd: meanOf(prices.map(({ cost_usd }) => cost_usd)),
    duration_ms: meanOf(trials.map(({ durationMs }) => durationMs)),
  };
}

function scoresOf(trials: readonly ArmTrial[], arm: string, evalId: string): readonly number[] {
  return trials.flatMap((one) =>
    one.arm === arm && one.evalId === evalId && one.measurement.outcome === 'graded'
      ? [one.measurement.passed / one.measurement.total]
      : [],
  );
}

/** null of nothing, and where one of the values is not known. */
function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length) return null;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
