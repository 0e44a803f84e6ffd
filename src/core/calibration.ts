import { expectationHealth } from './expectation-health.ts';
import { falseKeeps, type Pools } from './false-keeps.ts';
import { expectedVariance } from './referee/race/noise.ts';
import { groundOf } from './referee/race/settings.ts';
import { tieBreak } from './referee/race/tie-break.ts';
import { type RaceSettings, race } from './referee/race.ts';
import { beginReferee, type Referee } from './referee/referee.ts';
import { strict } from './referee/strict.ts';
import type { CalibrationRecord } from './schema/calibration.ts';
import type { Grading } from './schema/grading.ts';
import type { Outcome } from './schema/trial.ts';
import { randomFrom } from './stats/random.ts';
import { noiseOfPass, smallestGain } from './suite-noise.ts';

/** One fresh trial of the version. */
export interface CalibrationTrial {
  readonly evalId: string;
  readonly trial: number;
  readonly outcome: Outcome;
  /** Of graded trials only. */
  readonly grading: Pick<Grading, 'expectations'> | null;
}

export interface CalibrationParts {
  readonly asked: Pick<CalibrationRecord, 'number' | 'version' | 'passes'>;
  /** Those of the run, over its deciding evals. */
  readonly settings: RaceSettings;
  /** Trials of an eval in a complete pass of rule strict. */
  readonly runs: ReadonlyMap<string, number>;
  readonly trials: readonly CalibrationTrial[];
}

/** What the passes say of the suite itself; null while no eval has two measured trials. */
export function calibrationOf(given: CalibrationParts): CalibrationRecord | null {
  const parts = { ...given, trials: inOrder(given) };
  const { asked, settings, trials } = parts;
  const pools = poolsOf(parts);
  const evals = spreadsOf(settings, pools);
  if (evals.length === 0) return null;
  const [measured, expected] = [variancesOf(parts, evals, 'sd'), variancesOf(parts, evals, 'expected_sd')];
  const { flaky, always_pass, always_fail } = healthOf(trials);
  return {
    schema_version: 1,
    ...asked,
    seed: settings.seed,
    evals,
    noise_factor: noiseFactorOf(evals),
    pass: {
      ...{ sd: passSd(measured), expected_sd: passSd(expected) },
      ...{ noise: noiseOfPass(measured), expected_noise: noiseOfPass(expected) },
    },
    smallest_gain: [1, asked.passes].map((passes) => ({ passes, gain: smallestGain(measured, passes) })),
    false_keeps: falseKeepsOf(parts, pools),
    ...{ flaky: [...flaky], always_pass: [...always_pass], always_fail: [...always_fail] },
    unmeasured: trials.flatMap(({ evalId, trial, outcome, grading }) =>
      grading === null ? [{ eval_id: evalId, trial, outcome }] : [],
    ),
  };
}

/** Trials of which nobody says "always": a single one. */
const FEWEST = 2;
/** Replays of each rule; fewer where each of them takes long. */
const [MOST_REPLAYS, FEWEST_REPLAYS, WORK] = [1000, 200, 60_000];

/** Those of the passes asked for, by eval and number, so that what chance makes of them does not depend on who was first. */
function inOrder({ asked, settings, runs, trials }: CalibrationParts): readonly CalibrationTrial[] {
  return settings.evals.flatMap(({ id }) =>
    trials
      .filter(({ evalId, trial }) => evalId === id && trial <= asked.passes * (runs.get(id) ?? 1))
      .sort((a, b) => a.trial - b.trial),
  );
}

function poolsOf({ settings, trials }: CalibrationParts): Pools {
  return new Map(
    settings.evals.flatMap(({ id }) => {
      const pool = trials.flatMap(({ evalId, grading }) =>
        evalId === id && grading !== null ? [countsOf(grading)] : [],
      );
      return pool.length < 2 ? [] : [[id, pool] as const];
    }),
  );
}

function countsOf({ expectations }: Pick<Grading, 'expectations'>) {
  const passed = expectations.filter((item) => item.passed).length;
  return { outcome: 'graded', passed, total: expectations.length } as const;
}

function spreadsOf(settings: RaceSettings, pools: Pools): CalibrationRecord['evals'] {
  return groundOf(settings).evals.flatMap((one) => {
    const scores = (pools.get(one.id) ?? []).map(({ passed, total }) => passed / total);
    if (scores.length === 0) return [];
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
    const expected_sd = Math.sqrt(expectedVariance(mean, one));
    return [
      { eval_id: one.id, trials: scores.length, mean, sd: Math.sqrt(squares / (scores.length - 1)), expected_sd },
    ];
  });
}

/** By eval, of its score in one pass, which is the mean of its trials there. */
function variancesOf(
  { runs }: CalibrationParts,
  evals: CalibrationRecord['evals'],
  of: 'sd' | 'expected_sd',
): readonly number[] {
  return evals.map((one) => one[of] ** 2 / (runs.get(one.eval_id) ?? 1));
}

/** Of the plain mean over evals, which are independent. */
function passSd(variances: readonly number[]): number {
  return Math.sqrt(variances.reduce((sum, one) => sum + one, 0)) / variances.length;
}

function noiseFactorOf(evals: CalibrationRecord['evals']): number {
  const freedom = evals.reduce((sum, { trials }) => sum + trials - 1, 0);
  return evals.reduce((sum, one) => sum + (one.trials - 1) * (one.sd / one.expected_sd) ** 2, 0) / freedom;
}

function healthOf(trials: readonly CalibrationTrial[]) {
  return expectationHealth(
    trials.map(({ evalId, grading }) => ({ version: 'calibrated', evalId, grading })),
    FEWEST,
  );
}

function falseKeepsOf({ asked, settings, runs }: CalibrationParts, pools: Pools): CalibrationRecord['false_keeps'] {
  const evals = settings.evals.filter(({ id }) => pools.has(id));
  const count = Math.max(FEWEST_REPLAYS, Math.min(MOST_REPLAYS, Math.floor(WORK / evals.length)));
  const rateOf = (start: Referee) => {
    const random = randomFrom(tieBreak(settings.seed, `calibrate-${asked.number}`));
    const kept = falseKeeps({ start, pools, runs, count, random });
    return { replays: count, kept, rate: kept / count };
  };
  return [
    { rule: 'race', confidence: settings.confidence, ...rateOf(beginReferee(race({ ...settings, evals }))) },
    { rule: 'strict', confidence: null, ...rateOf(beginReferee(strict)) },
  ];
}
