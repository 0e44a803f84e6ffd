import { expectationHealth } from '../core/expectation-health.ts';
import { type GradedTrial, jointGradings } from '../core/joint-grading.ts';
import { flipsBetween } from '../core/referee/flips.ts';
import type { Verdict } from '../core/referee/port.ts';
import type { Referee } from '../core/referee/referee.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Action } from '../core/schema/row.ts';
import { toDecimal } from '../core/stats/fraction.ts';
import { timestamp } from '../core/timestamp.ts';

/** Everything a decision is made of; gathered first, so that deciding is a pure function. */
export interface DecisionParts {
  readonly iteration: number;
  readonly verdict: Exclude<Verdict, { type: 'unmeasured' }>;
  /** The referee before and after it absorbed the verdict. */
  readonly before: Referee;
  readonly after: Referee;
  /** Trials of the deciding evals, those without a grading included. */
  readonly trials: {
    readonly incumbent: readonly GradedTrial[];
    readonly candidate: readonly GradedTrial[];
  };
  readonly expected: readonly string[];
  readonly unmeasured: Decision['unmeasured'];
  readonly changelog: string;
  readonly now: number;
}

const ACTION: Readonly<Record<DecisionParts['verdict']['type'], Action>> = {
  measured: 'baseline',
  keep: 'kept',
  drop: 'reverted',
};

/** The record of a verdict, with its row of `results.tsv`. Pure. */
export function decisionOf(parts: DecisionParts): Decision {
  const { verdict, before, after } = parts;
  const score = verdict.score === null ? '' : toDecimal(verdict.score);
  const kept = verdict.type !== 'drop';
  const best = after.best();
  if (best === null) throw new Error(`iteration ${parts.iteration} was decided without a best score`);
  const { incumbent, candidate } = parts.trials;
  const flips = flipsBetween(jointGradings(incumbent), jointGradings(candidate));
  const { flaky } = expectationHealth(candidate.map((one) => ({ ...one, version: 'candidate' })));
  return {
    schema_version: 1,
    iteration: parts.iteration,
    decision: kept ? 'keep' : 'discard',
    reason: verdict.reason,
    is_best: kept,
    best_before: before.best()?.value ?? null,
    best_after: best.value,
    rule: before.rule,
    numbers: verdict.numbers,
    standing: { before: before.standing, after: after.standing },
    flips: { fixed: [...flips.fixed], broken: [...flips.broken], expected: [...parts.expected], flaky: [...flaky] },
    unmeasured: [...parts.unmeasured],
    row: {
      iteration: parts.iteration,
      timestamp: timestamp(parts.now),
      score,
      best_score: best.cell,
      action: ACTION[verdict.type],
      changelog: parts.changelog,
    },
  };
}
