import { UserError } from '../core/errors.ts';
import { FIRST_AGENT, type Verdict } from '../core/referee/port.ts';
import { openReferee, type Referee } from '../core/referee/referee.ts';
import { strict } from '../core/referee/strict.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { decidingEvals, runsOf } from '../core/schema/suite.ts';
import { writeJson } from '../platform/atomic.ts';
import { iterationOf, versionOf } from '../store/layout.ts';
import type { IterationState } from '../store/run-state.ts';
import { applyDecision } from './apply-decision.ts';
import { type Arena, createArena } from './arena.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { decisionOf } from './decide.ts';
import { guardEvals } from './guard-evals.ts';
import { measureTrial } from './measure.ts';
import { gradingsOf, trialsOf, unmeasuredIn } from './pass-results.ts';
import { type Propose, prepareProposal } from './prepare-proposal.ts';
import { recordIteration } from './record-iteration.ts';
import { runUngraded } from './run-ungraded.ts';
import { originalOf, type Subject } from './subject.ts';
import { tell } from './tell.ts';

/** Iterations that start from the same incumbent and are judged side by side; rule strict has one at a time. */
export interface BatchWork {
  readonly campaign: Campaign;
  readonly batch: readonly IterationState[];
  /** Decided iterations before the batch. */
  readonly earlier: readonly IterationState[];
  readonly propose: Propose;
}

/**
 * Proposes, evaluates, decides and applies the decisions, in the order of the iterations. What is there already is
 * kept, what is missing is done. Throws RunHalted when the run must end with iterations open.
 */
export async function runBatch(work: BatchWork): Promise<void> {
  const { campaign, batch } = work;
  const decisions = work.earlier.flatMap(({ decision }) => decision ?? []);
  const incumbent = incumbentIn(decisions);
  await guardEvals(campaign);
  const entries: Entry[] = [];
  for (const iteration of batch) entries.push(await enter(work, iteration, incumbent));
  const arena = openArena(campaign, entries, decisions.at(-1) ?? null);
  for (const entry of entries) {
    if (entry.proposal === null && entry.iteration.decision === null) await runUngraded(campaign, entry.subject);
    const verdict = await verdictOn(arena, entry);
    const decision = await decide({ campaign, arena, entry, incumbent, verdict });
    decisions.push(decision);
    await applyDecision(campaign, decisions);
    await announce(campaign, decision);
  }
}

/** An iteration of the batch with the tree that it scores. */
interface Entry {
  readonly iteration: IterationState;
  readonly arm: string;
  /** null for the baseline. */
  readonly proposal: Proposal | null;
  readonly subject: Subject;
}

async function enter(work: BatchWork, iteration: IterationState, incumbent: string | null): Promise<Entry> {
  const { campaign, earlier } = work;
  const { number } = iteration;
  const evals = decidingEvals(campaign.evals).map(({ id }) => id);
  if (iteration.decision === null)
    await tell(campaign, { event: 'iteration_started', iteration: number, incumbent, evals });
  const arm = `iteration-${number}`;
  if (incumbent === null) return { iteration, arm, proposal: null, subject: originalOf(campaign) };
  const proposal = await prepareProposal({ campaign, iteration, earlier, incumbent }, work.propose);
  const tree = campaign.workspace.iteration(number).candidate;
  return { iteration, arm, proposal, subject: { iteration: number, tree, treeHash: proposal.tree_hash } };
}

function openArena(campaign: Campaign, entries: readonly Entry[], previous: Decision | null): Arena {
  const referee = openReferee(strict, previous?.standing.after ?? strict.start);
  if (referee === null) throw noStanding(campaign, previous?.iteration ?? 0);
  const subjects = new Map(entries.map(({ arm, subject }) => [arm, subject]));
  const arena = createArena({
    referee,
    stop: campaign.stop,
    freeSlots: campaign.scheduler.free,
    measure(arm, slot) {
      const subject = subjects.get(arm);
      if (subject === undefined) throw new Error(`the referee asks for a trial of the unknown arm ${arm}`);
      return measureTrial(campaign, subject, slot);
    },
  });
  const evalIds = decidingEvals(campaign.evals).map(({ id }) => id);
  const runs = runsOf(campaign.evals);
  for (const { arm, iteration, proposal } of entries) {
    if (proposal !== null && proposal.rejected !== null) continue;
    const purpose = proposal === null ? 'baseline' : 'candidate';
    const blocks = referee.plan({ purpose, agents: [FIRST_AGENT], evalIds, runs });
    arena.open({ id: arm, purpose, iteration: iteration.number, batch: entries[0]?.iteration.number ?? 0, blocks });
  }
  return arena;
}

function noStanding({ workspace }: Campaign, iteration: number): UserError {
  const file = workspace.iteration(iteration).decision;
  return new UserError('invalid_workspace', `${file} /standing/after: is no standing of rule ${strict.name}.`, {
    hint: 'The file was changed by hand; restore it from a backup or begin anew with --restart.',
  });
}

type Decided = Exclude<Verdict, { type: 'unmeasured' }>;

async function verdictOn(arena: Arena, { proposal }: Entry): Promise<Decided> {
  if (proposal !== null && proposal.rejected !== null) {
    return { type: 'drop', reason: proposal.rejected, score: null, numbers: {} };
  }
  const { verdict } = await arena.nextVerdict();
  if (verdict.type === 'unmeasured') throw new RunHalted('unmeasured', `The baseline is ${verdict.reason}.`);
  return verdict;
}

interface DecisionWork {
  readonly campaign: Campaign;
  readonly arena: Arena;
  readonly entry: Entry;
  readonly incumbent: string | null;
  readonly verdict: Decided;
}

async function decide({ campaign, arena, entry, incumbent, verdict }: DecisionWork): Promise<Decision> {
  const { workspace, evals, clock } = campaign;
  const { iteration, proposal } = entry;
  const before: Referee = arena.referee();
  if (proposal === null || proposal.rejected === null) arena.close(entry.arm);
  if (iteration.decision !== null) return iteration.decision;
  const decision = decisionOf({
    iteration: iteration.number,
    verdict,
    before,
    after: arena.referee(),
    gradings: {
      incumbent: incumbent === null ? new Map() : await gradingsOf(workspace, iterationOf(incumbent) ?? 0, evals),
      candidate: await gradingsOf(workspace, iteration.number, evals),
    },
    expected: proposal?.expected_flips ?? [],
    unmeasured: unmeasuredIn(await trialsOf(workspace, iteration.number, evals)),
    changelog: proposal?.changelog ?? 'Initial evaluation',
    now: clock.now(),
  });
  await recordIteration(campaign, decision);
  await writeJson(workspace.iteration(iteration.number).decision, decision);
  return decision;
}

async function announce(campaign: Campaign, { iteration, reason, row }: Decision): Promise<void> {
  const { score, best_score, action, changelog } = row;
  await tell(campaign, { event: 'decided', iteration, action, reason, score, best_score, changelog });
}

function incumbentIn(decisions: readonly Decision[]): string | null {
  const kept = decisions.findLast(({ decision }) => decision === 'keep');
  return kept === undefined ? null : versionOf(kept.iteration);
}
