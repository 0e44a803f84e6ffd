import type { Verdict } from '../core/referee/port.ts';
import { openReferee, type Referee } from '../core/referee/referee.ts';
import { STRICT_START, strict } from '../core/referee/strict.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { writeJson } from '../platform/atomic.ts';
import { iterationOf, versionOf } from '../store/layout.ts';
import type { IterationState } from '../store/run-state.ts';
import { applyDecision, putCandidate } from './apply-decision.ts';
import { createArena } from './arena.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { decisionOf } from './decide.ts';
import { guardEvals } from './guard-evals.ts';
import { measureTrial } from './measure.ts';
import { gradingsOf, trialsOf, unmeasuredIn } from './pass-results.ts';
import { propose } from './propose.ts';
import { recordIteration } from './record-iteration.ts';
import { originalOf, type Subject } from './subject.ts';
import { tell } from './tell.ts';

/** The name of the one executor of a run with one agent, in slots and ledgers. */
const EXECUTOR = 'executor';

/** One iteration among those before it: what is missing of it is done, what is there stays. */
export interface IterationWork {
  readonly campaign: Campaign;
  readonly iteration: IterationState;
  /** Decided iterations before this one. */
  readonly earlier: readonly IterationState[];
}

/** Proposes, evaluates, decides and applies the decision. Throws RunHalted when the run must end with the iteration open. */
export async function runIteration(work: IterationWork): Promise<void> {
  const { campaign, iteration, earlier } = work;
  const before = decisionsIn(earlier);
  const decision = iteration.decision ?? (await decide(work, before));
  await applyDecision(campaign, [...before, decision]);
  const { score, best_score, action, changelog } = decision.row;
  const { reason } = decision;
  await tell(campaign, { event: 'decided', iteration: iteration.number, action, reason, score, best_score, changelog });
}

async function decide(work: IterationWork, before: readonly Decision[]): Promise<Decision> {
  const { campaign, iteration } = work;
  const incumbent = incumbentIn(before);
  await guardEvals(campaign);
  await tell(campaign, {
    event: 'iteration_started',
    iteration: iteration.number,
    incumbent,
    evals: campaign.evals.map(({ id }) => id),
  });
  const proposal = incumbent === null ? null : await prepare(work, incumbent);
  const judged = await judge(work, proposal, before.at(-1) ?? null);
  const { workspace, evals } = campaign;
  const decision = decisionOf({
    iteration: iteration.number,
    ...judged,
    previous: before.at(-1) ?? null,
    gradings: {
      incumbent: incumbent === null ? new Map() : await gradingsOf(workspace, iterationOf(incumbent) ?? 0, evals),
      candidate: await gradingsOf(workspace, iteration.number, evals),
    },
    expected: proposal?.expected_flips ?? [],
    unmeasured: unmeasuredIn(await trialsOf(workspace, iteration.number, evals)),
    changelog: proposal?.changelog ?? 'Initial evaluation',
    now: campaign.clock.now(),
  });
  await recordIteration(campaign, decision);
  await writeJson(workspace.iteration(iteration.number).decision, decision);
  return decision;
}

/** The candidate as proposed, in place for everybody to see. */
async function prepare({ campaign, iteration, earlier }: IterationWork, incumbent: string): Promise<Proposal> {
  await putCandidate(campaign, incumbent);
  return propose({ campaign, iteration, earlier, incumbent });
}

interface Judged {
  readonly verdict: Exclude<Verdict, { type: 'unmeasured' }>;
  readonly before: Referee;
  readonly after: Referee;
}

async function judge(work: IterationWork, proposal: Proposal | null, previous: Decision | null): Promise<Judged> {
  const referee = openReferee(strict, previous?.standing.after ?? STRICT_START);
  if (referee === null) throw new Error(`iteration ${previous?.iteration} holds no standing of rule strict`);
  if (proposal?.rejected != null) {
    const verdict: Judged['verdict'] = { type: 'drop', reason: proposal.rejected, score: null, numbers: {} };
    return { verdict, before: referee, after: referee };
  }
  const subject = subjectOf(work, proposal);
  const { number } = work.iteration;
  const arena = createArena({
    referee,
    stop: work.campaign.stop,
    freeSlots: work.campaign.scheduler.free,
    measure: (_arm, slot) => measureTrial(work.campaign, subject, slot),
  });
  const purpose = proposal === null ? 'baseline' : 'candidate';
  const evalIds = work.campaign.evals.filter(({ expectations }) => expectations.length > 0).map(({ id }) => id);
  const blocks = referee.plan({ purpose, agents: [EXECUTOR], evalIds });
  arena.open({ id: `iteration-${number}`, purpose, iteration: number, batch: number, blocks });
  const { arm, verdict } = await arena.nextVerdict();
  if (verdict.type === 'unmeasured') throw new RunHalted('unmeasured', `The baseline is ${verdict.reason}.`);
  arena.close(arm);
  return { verdict, before: referee, after: arena.referee() };
}

function subjectOf({ campaign, iteration }: IterationWork, proposal: Proposal | null): Subject {
  if (proposal === null) return originalOf(campaign);
  const { number } = iteration;
  return { iteration: number, tree: campaign.workspace.iteration(number).candidate, treeHash: proposal.tree_hash };
}

function decisionsIn(iterations: readonly IterationState[]): readonly Decision[] {
  return iterations.flatMap(({ decision }) => decision ?? []);
}

function incumbentIn(decisions: readonly Decision[]): string | null {
  const kept = decisions.findLast(({ decision }) => decision === 'keep');
  return kept === undefined ? null : versionOf(kept.iteration);
}
