import { cellOf } from './cells.ts';
import { groupedBy } from './grouped.ts';
import type { Measurement } from './referee/port.ts';
import type { Final } from './schema/final.ts';
import { pairedMean } from './stats/paired.ts';

/** One fresh trial of one of the two versions. */
export interface FreshTrial {
  readonly version: string;
  readonly evalId: string;
  readonly trial: number;
  readonly measurement: Measurement;
}

export interface Versions {
  readonly original: string;
  readonly best: string;
}

/** What fresh passes of two versions say; null when no eval has a score of both. Weights are by eval id. */
export function finalOf(
  versions: Versions,
  weights: ReadonlyMap<string, number>,
  trials: readonly FreshTrial[],
): Final | null {
  const evals = [...weights].flatMap(([eval_id, weight]) => {
    const [original, best] = [scoresOf(trials, versions.original, eval_id), scoresOf(trials, versions.best, eval_id)];
    if (original.length === 0 || best.length === 0) return [];
    return [{ eval_id, weight, original: meanOf(original), best: meanOf(best), trials: original.length + best.length }];
  });
  if (evals.length === 0) return null;
  const total = evals.reduce((sum, { weight }) => sum + weight, 0);
  const factor = ({ weight }: { readonly weight: number }) => (total === 0 ? 1 : (weight * evals.length) / total);
  const weighted = (pick: (one: (typeof evals)[number]) => number) =>
    meanOf(evals.map((one) => factor(one) * pick(one)));
  const differences = evals.map((one) => ({ ...one, difference: factor(one) * (one.best - one.original) }));
  const gain = meanOf(differences.map(({ difference }) => difference));
  // Of several agents the cells of one eval are alike: the eval is the draw, and its difference the mean over them.
  const draws = [...groupedBy(differences, ({ eval_id }) => cellOf(eval_id).evalId).values()];
  const { interval } = pairedMean(draws.map((cells) => meanOf(cells.map(({ difference }) => difference))));
  return {
    schema_version: 1,
    ...versions,
    passes: Math.max(...trials.map(({ trial }) => trial)),
    evals,
    before: within(weighted(({ original }) => original)),
    after: within(weighted(({ best }) => best)),
    gain,
    interval,
    unmeasured: unmeasuredAmong(trials),
    recommendation: gain > 0 ? 'best' : 'original',
  };
}

/** The trials that ended without a score. */
export function unmeasuredAmong(trials: readonly FreshTrial[]): Final['unmeasured'] {
  return trials.flatMap(({ version, evalId, trial, measurement }) =>
    measurement.outcome === 'graded' ? [] : [{ version, eval_id: evalId, trial, outcome: measurement.outcome }],
  );
}

function scoresOf(trials: readonly FreshTrial[], version: string, evalId: string): readonly number[] {
  return trials.flatMap((one) =>
    one.version === version && one.evalId === evalId && one.measurement.outcome === 'graded'
      ? [one.measurement.passed / one.measurement.total]
      : [],
  );
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sums of weighted shares may leave 0–1 by a rounding error. */
function within(value: number): number {
  return Math.min(1, Math.max(0, value));
}
