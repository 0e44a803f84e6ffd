import type { Agents } from '../core/referee/agents.ts';
import { guarded } from '../core/referee/guarded.ts';
import type { Measurement, Rule, Slot } from '../core/referee/port.ts';
import { type RaceSettings, race } from '../core/referee/race.ts';
import { beginReferee, openReferee, type Referee } from '../core/referee/referee.ts';
import { strictAmong } from '../core/referee/strict.ts';
import { strictByEval, strictWithEarlyStop } from '../core/referee/strict-early-stop.ts';
import { withoutLeaks } from '../core/referee/without-leaks.ts';
import { agentsIn, type RunConfig } from '../core/schema/run.ts';
import { decidingEvals, type EvalCase, runsOf } from '../core/schema/suite.ts';

/** The part of a run's configuration by which its referee judges. */
export type Ruled = Pick<
  RunConfig,
  | ('rule' | 'early_stop' | 'confidence' | 'proposals' | 'seed' | 'guardrails' | 'leaks_revert')
  | ('agent' | 'further_agents' | 'require')
>;

/** The referee of a run before its baseline. */
export function refereeAtStart(ruled: Ruled, evals: readonly EvalCase[]): Referee {
  return byRule(ruled, evals, beginReferee);
}

/** The referee of a run with the standing of a stored decision; null when that is no standing of its rule. */
export function refereeWith(ruled: Ruled, evals: readonly EvalCase[], standing: unknown): Referee | null {
  return byRule(ruled, evals, (rule) => openReferee(rule, standing));
}

function byRule<Result>(
  ruled: Ruled,
  evals: readonly EvalCase[],
  work: <Standing>(rule: Rule<Standing>) => Result,
): Result {
  const { guardrails, leaks_revert } = ruled;
  const held = <Standing>(rule: Rule<Standing>): Result => {
    const within = guarded(rule, guardrails);
    return work(leaks_revert ? withoutLeaks(within) : within);
  };
  if (ruled.rule === 'race') return held(race(raceSettingsOf(ruled, evals)));
  const agents = agentsOf(ruled);
  if (ruled.early_stop) return held(strictWithEarlyStop(agents));
  // How far an eval fell can be told where each one's score is remembered.
  return guardrails?.['eval-drop'] === undefined ? held(strictAmong(agents)) : held(strictByEval(agents));
}

/** A trial with what it told. */
export interface Measured {
  readonly slot: Slot;
  readonly measurement: Measurement;
}

/** The referee that knows nothing but one pass of the incumbent, as of a baseline; null when too little was measured. */
export function refereeAfterPass(
  ruled: Ruled,
  evals: readonly EvalCase[],
  { iteration, trials }: { readonly iteration: number; readonly trials: readonly Measured[] },
): Referee | null {
  const start = refereeAtStart(ruled, evals);
  const evalIds = decidingEvals(evals).map(({ id }) => id);
  const blocks = start.plan({ purpose: 'baseline', evalIds, runs: runsOf(evals) });
  const [arm, place] = ['incumbent', { iteration, batch: iteration }];
  const opened = start.fold({ type: 'arm_opened', plan: { id: arm, purpose: 'baseline', ...place, blocks } });
  const told = trials.reduce((known, trial) => known.fold({ type: 'trial_ended', arm, ...trial }), opened);
  const isMeasured = told.next(0).some((action) => action.type === 'verdict' && action.verdict.type === 'measured');
  return isMeasured ? told.fold({ type: 'arm_closed', arm }) : null;
}

/** What rule race knows of a run. */
export function raceSettingsOf(ruled: Ruled, evals: readonly EvalCase[]): RaceSettings {
  const deciding = decidingEvals(evals).map(({ id, expectations, weight }) => ({
    id,
    expectations: expectations.length,
    weight,
  }));
  const { seed, confidence, proposals } = ruled;
  const agents = agentsOf(ruled);
  return { seed, confidence, proposals, evals: deciding, ...(agents === null ? {} : { agents }) };
}

/** null for a run with one. */
function agentsOf(ruled: Pick<RunConfig, 'agent' | 'further_agents' | 'require'>): Agents | null {
  const names = agentsIn(ruled);
  return names.length < 2 ? null : { names, require: ruled.require };
}
