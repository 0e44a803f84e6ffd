import { tooLittle } from './referee/coverage.ts';
import type { Measurement } from './referee/port.ts';
import { expectedVariance } from './referee/race/noise.ts';
import { groundOf } from './referee/race/settings.ts';
import type { RaceSettings } from './referee/race.ts';
import { rawScore } from './referee/raw-score.ts';
import type { ReproductionRecord, ReproductionRequest, ReproductionVerdict } from './schema/reproduction.ts';
import { fraction, toDecimal, toNumber } from './stats/fraction.ts';

/** A trial that was asked for again; null where one of the two has not ended. */
export interface ReproducedTrial {
  readonly evalId: string;
  readonly trial: number;
  readonly recorded: Measurement | null;
  readonly now: Measurement | null;
}

export interface ReproductionParts {
  readonly request: ReproductionRequest;
  readonly recorded: {
    /** The cell of the iteration's row. */
    readonly score: string;
    readonly environment: Readonly<Record<string, string>>;
  };
  /** Whether an eval counts only when all of its trials were graded, as rule strict has it; else one is enough. */
  readonly whole: boolean;
  /** Those of the run, over its deciding evals. */
  readonly settings: RaceSettings;
  readonly trials: readonly ReproducedTrial[];
}

/** Who did the tasks, as they were asked for. */
export function executorsOf({ executor, further = [] }: Pick<ReproductionRecord, 'executor' | 'further'>): string {
  return [executor, ...further].map(({ spec }) => spec).join(' and ');
}

/** What a reproduction came to. */
export function reproductionRecord(parts: ReproductionParts): ReproductionRecord {
  const { request, recorded, trials } = parts;
  const evals = evalsOf(parts);
  const known = evals.flatMap((one) => (one.recorded === null || one.score === null ? [] : [one]));
  const difference = known.length === 0 ? null : meanOf(known.map((one) => (one.score ?? 0) - (one.recorded ?? 0)));
  // The mean of as many independent differences.
  const noise = known.length === 0 ? null : Math.hypot(...known.map((one) => one.noise ?? 0)) / known.length;
  const score = scoreOf(parts);
  const then = recorded.score === '' ? null : Number(recorded.score);
  const isSame = (then === null || score === then) && evals.every(({ verdict }) => verdict === 'same');
  return {
    ...request,
    recorded: then,
    score,
    difference,
    noise,
    verdict: score === null ? null : verdictOn({ isSame, difference, noise }),
    evals: [...evals],
    differs: differsIn(parts),
    unmeasured: trials.flatMap(({ evalId: eval_id, trial, now }) =>
      now === null || now.outcome === 'graded' ? [] : [{ eval_id, trial, outcome: now.outcome }],
    ),
  };
}

/** Two-sided 95 % of the normal distribution, in standard deviations. */
const Z_95 = 1.96;

function evalsOf({ settings, whole, trials }: ReproductionParts): ReproductionRecord['evals'] {
  return groundOf(settings).evals.flatMap((one) => {
    const own = trials.filter(({ evalId }) => evalId === one.id);
    if (own.length === 0) return [];
    const [recorded, score] = [evalScore(own, 'recorded', whole), evalScore(own, 'now', whole)];
    const both = recorded === null || score === null ? null : { mean: (recorded + score) / 2, gap: score - recorded };
    // Of the difference of two means of so many trials each.
    const noise = both === null ? null : Z_95 * Math.sqrt((2 * expectedVariance(both.mean, one)) / own.length);
    const verdict = verdictOn({ isSame: both?.gap === 0, difference: both?.gap ?? null, noise });
    return [{ eval_id: one.id, trials: own.length, recorded, score, noise, verdict }];
  });
}

function verdictOn({
  isSame,
  difference,
  noise,
}: {
  readonly isSame: boolean;
  readonly difference: number | null;
  readonly noise: number | null;
}): ReproductionVerdict {
  if (difference === null || noise === null) return null;
  if (isSame) return 'same';
  return Math.abs(difference) <= noise ? 'within_noise' : 'beyond_noise';
}

type Time = 'recorded' | 'now';

/** The score of the new trials, rounded as that of a row is; null where less than 80 % of the evals were measured. */
function scoreOf({ trials, whole }: ReproductionParts): number | null {
  const evalIds = [...new Set(trials.map(({ evalId }) => evalId))];
  const counted = evalIds.flatMap((id) => {
    const own = trials.filter(({ evalId }) => evalId === id);
    return isCounted(own, 'now', whole) ? [own] : [];
  });
  if (evalIds.length === 0 || tooLittle(fraction(counted.length, evalIds.length))) return null;
  return Number(toDecimal(rawScore(resultsOf(counted.flat(), 'now'))));
}

function evalScore(own: readonly ReproducedTrial[], time: Time, whole: boolean): number | null {
  return isCounted(own, time, whole) ? toNumber(rawScore(resultsOf(own, time))) : null;
}

function isCounted(own: readonly ReproducedTrial[], time: Time, whole: boolean): boolean {
  const isGraded = (one: ReproducedTrial) => one[time]?.outcome === 'graded';
  return whole ? own.every(isGraded) : own.some(isGraded);
}

function resultsOf(trials: readonly ReproducedTrial[], time: Time) {
  return trials.flatMap((one) => {
    const measurement = one[time];
    return measurement === null ? [] : [{ slot: { evalId: one.evalId, trial: one.trial }, measurement }];
  });
}

function differsIn({ request, recorded }: ReproductionParts): ReproductionRecord['differs'] {
  const [then, now] = [recorded.environment, request.environment];
  const names = [...new Set([...Object.keys(now), ...Object.keys(then)])];
  const facts = names.flatMap((what) => {
    const pair = { what, recorded: then[what] ?? null, now: now[what] ?? null };
    return pair.recorded === pair.now ? [] : [pair];
  });
  const given = request.given.map((one) => ({
    what: `${one.role === 'executor' ? 'task' : 'grading'} of eval ${one.eval_id}`,
    recorded: one.recorded,
    now: one.now,
  }));
  return [...facts, ...given];
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
