import { kappaOf, type VerdictPair } from './kappa.ts';
import { NEEDED } from './referee/coverage.ts';
import type { Decision } from './schema/decision.ts';
import type { GradedExpectation, Grading } from './schema/grading.ts';
import type { RegradeRecord, RegradeRequest } from './schema/regrade.ts';
import type { Outcome } from './schema/trial.ts';
import { compare, type Fraction, fraction, mean, toNumber } from './stats/fraction.ts';

/** A stored trial with both its gradings; null where there is none. */
export interface RegradedTrial {
  readonly evalId: string;
  readonly trial: number;
  readonly outcome: Outcome | null;
  /** Whether it is of an eval by which candidates are kept or reverted. */
  readonly decides: boolean;
  readonly before: Grading | null;
  readonly after: Grading | null;
}

export interface RegradedIteration {
  readonly decision: Pick<Decision, 'iteration' | 'numbers' | 'row'>;
  readonly trials: readonly RegradedTrial[];
}

/** Whether there is something to grade: the executor came to its end. */
export function isGradable({ outcome }: Pick<RegradedTrial, 'outcome'>): boolean {
  return outcome === 'graded' || outcome === 'judge_error';
}

/** The record of a regrade, computed from the gradings of all its trials. */
export function regradeRecord(request: RegradeRequest, iterations: readonly RegradedIteration[]): RegradeRecord {
  const trials = iterations.flatMap((one) => one.trials);
  const ungraded = iterations.flatMap(({ decision: { iteration }, trials: own }) =>
    own.flatMap(({ evalId: eval_id, trial, outcome, after }) =>
      isGradable({ outcome }) && after === null ? [{ iteration, eval_id, trial }] : [],
    ),
  );
  return {
    ...request,
    changed: sameJudge(request) ? [] : ['judge'],
    scores: iterations.map((one) => {
      const { iteration, row } = one.decision;
      return { iteration, before: row.score, score: scoreOf(one) };
    }),
    agreement: { judge: agreementOf(trials, 'judge'), check: agreementOf(trials, 'check') },
    differ: iterations.flatMap(({ decision, trials: own }) =>
      own.flatMap(({ evalId: eval_id, trial, before, after }) =>
        differing(before, after).map((one) => ({ iteration: decision.iteration, eval_id, trial, ...one })),
      ),
    ),
    gradings: trials.filter(({ after }) => after !== null).length,
    ungraded,
  };
}

/** The metrics of an iteration with a column `score_vK` for each regrade, as `leaderboard.csv` has them. */
export function withRegradedScores(
  metrics: unknown,
  iteration: number,
  regrades: readonly Pick<RegradeRecord, 'number' | 'scores'>[],
): unknown {
  if (regrades.length === 0) return metrics;
  const columns = regrades.map(({ number, scores }) => [
    `score_v${number}`,
    scores.find((one) => one.iteration === iteration)?.score ?? null,
  ]);
  return { ...(typeof metrics === 'object' ? metrics : {}), ...Object.fromEntries(columns) };
}

function sameJudge({ judge, judge_before }: RegradeRequest): boolean {
  return (['name', 'version', 'model'] as const).every((part) => judge[part] === judge_before[part]);
}

/**
 * As the score of the iteration's row: the mean over the deciding evals of the mean over the trials of its complete
 * passes. Null where a trial of a candidate has no grading; of a baseline as many may be missing as when it was measured.
 */
function scoreOf({ decision: { iteration, numbers }, trials }: RegradedIteration): number | null {
  const passes = typeof numbers.passes === 'number' ? numbers.passes : Number.POSITIVE_INFINITY;
  const counted = trials.filter(({ decides, trial }) => decides && trial <= passes);
  const asked = [...new Set(counted.map(({ evalId }) => evalId))];
  const scores = asked.flatMap((evalId) => meanOf(counted.filter((one) => one.evalId === evalId)) ?? []);
  if (scores.length === 0) return null;
  const enough = iteration === 0 ? NEEDED : fraction(1);
  return compare(fraction(scores.length, asked.length), enough) < 0 ? null : toNumber(mean(scores));
}

/** null where one of them has no grading. */
function meanOf(trials: readonly RegradedTrial[]): Fraction | null {
  const scores = trials.flatMap(({ after }) =>
    after === null || after.expectations.length === 0
      ? []
      : [fraction(after.expectations.filter(({ passed }) => passed).length, after.expectations.length)],
  );
  return scores.length < trials.length ? null : mean(scores);
}

function agreementOf(trials: readonly RegradedTrial[], source: GradedExpectation['source']) {
  const pairs = trials.flatMap(({ before, after }) => pairsIn(before, after, source).map(({ pair }) => pair));
  const counts = { expectations: pairs.length, same: pairs.filter(([old, now]) => old === now).length };
  // What a check decides owes nothing to chance.
  return source === 'check' ? counts : { ...counts, kappa: kappaOf(pairs) };
}

function differing(before: Grading | null, after: Grading | null) {
  return pairsIn(before, after, 'judge').flatMap(({ number, pair: [old, now] }) =>
    old === now ? [] : [{ number, passed: now }],
  );
}

/** Both verdicts on each expectation that the source decides. */
function pairsIn(before: Grading | null, after: Grading | null, source: GradedExpectation['source']) {
  return (after?.expectations ?? []).flatMap((item, index) => {
    const old = before?.expectations[index];
    if (item.source !== source || old === undefined) return [];
    const pair: VerdictPair = [old.passed, item.passed];
    return [{ number: index + 1, pair }];
  });
}
