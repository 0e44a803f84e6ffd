import { jointGradings } from '../core/joint-grading.ts';
import { FIRST_AGENT, type Measurement, type Verdict } from '../core/referee/port.ts';
import { openReferee, type Referee } from '../core/referee/referee.ts';
import { strict } from '../core/referee/strict.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import { decidingEvals, type EvalCase, runsOf } from '../core/schema/suite.ts';
import { decisionOf } from './decide.ts';
import { unmeasuredIn } from './pass-results.ts';
import type { StoredIteration, StoredTrial } from './verify-stored.ts';

/**
 * Tells the referee the stored trials once more, and returns the decisions as they come out, from the baseline on; they
 * end before the first iteration of which too little is stored. Of a stored decision only the time is taken. Pure.
 */
export function replayDecisions(
  evals: readonly EvalCase[],
  iterations: readonly StoredIteration[],
): readonly Decision[] {
  const decisions: Decision[] = [];
  let before = openReferee(strict, strict.start);
  let incumbent: StoredIteration | null = null;
  for (const iteration of iterations) {
    const judged: Judged | null = before === null ? null : judgeAgain(before, iteration, evals);
    if (before === null || judged === null) return decisions;
    const decision = decisionAgain({ iteration, incumbent, before, ...judged });
    decisions.push(decision);
    if (decision.decision === 'keep') incumbent = iteration;
    before = judged.after;
  }
  return decisions;
}

interface Judged {
  readonly verdict: Exclude<Verdict, { type: 'unmeasured' }>;
  readonly after: Referee;
}

function judgeAgain(before: Referee, iteration: StoredIteration, evals: readonly EvalCase[]): Judged | null {
  const { number, proposal, trials } = iteration;
  if (typeof proposal?.rejected === 'string') {
    return { verdict: { type: 'drop', reason: proposal.rejected, score: null, numbers: {} }, after: before };
  }
  const arm = `iteration-${number}`;
  const purpose = number === 0 ? 'baseline' : 'candidate';
  const evalIds = decidingEvals(evals).map(({ id }) => id);
  const blocks = before.plan({ purpose, agents: [FIRST_AGENT], evalIds, runs: runsOf(evals) });
  const opened = before.fold({
    type: 'arm_opened',
    plan: { id: arm, purpose, iteration: number, batch: number, blocks },
  });
  const told = blocks.flat().reduce((referee, slot) => {
    const trial = trials.find(({ evalCase, record }) => evalCase.id === slot.evalId && record.trial === slot.trial);
    const measurement = trial === undefined ? null : measurementOf(trial);
    return measurement === null ? referee : referee.fold({ type: 'trial_ended', arm, slot, measurement });
  }, opened);
  const action = told.next(0).find((one) => one.type === 'verdict');
  if (action === undefined || action.verdict.type === 'unmeasured') return null;
  return { verdict: action.verdict, after: told.fold({ type: 'arm_closed', arm }) };
}

/** null for a trial that has no outcome, or a grading without items. */
function measurementOf({ record, grading }: StoredTrial): Measurement | null {
  if (record.outcome === null) return null;
  if (record.outcome !== 'graded') return { outcome: record.outcome, kind: record.error?.kind ?? null };
  const items = grading?.expectations ?? [];
  const passed = items.filter((item) => item.passed).length;
  return items.length === 0 ? null : { outcome: 'graded', passed, total: items.length };
}

interface Replayed extends Judged {
  readonly iteration: StoredIteration;
  /** The incumbent's iteration; null before the baseline. */
  readonly incumbent: StoredIteration | null;
  readonly before: Referee;
}

function decisionAgain({ iteration, incumbent, before, verdict, after }: Replayed): Decision {
  const { number, proposal, decision, trials } = iteration;
  return decisionOf({
    iteration: number,
    verdict,
    before,
    after,
    gradings: { incumbent: gradingsIn(incumbent), candidate: gradingsIn(iteration) },
    expected: proposal?.expected_flips ?? [],
    unmeasured: unmeasuredIn(trials.map(({ record }) => record)),
    changelog: proposal?.changelog ?? 'Initial evaluation',
    now: Date.parse(decision.row.timestamp) || 0,
  });
}

function gradingsIn(iteration: StoredIteration | null): ReadonlyMap<string, Grading> {
  return jointGradings((iteration?.trials ?? []).map(({ evalCase, grading }) => ({ evalId: evalCase.id, grading })));
}
