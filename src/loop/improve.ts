import { capReached } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import type { Measurement } from '../core/referee/port.ts';
import type { State, StopReason } from '../core/schema/run.ts';
import { trialsOfBaseline } from '../core/schema/suite.ts';
import { whyStop } from '../core/stop.ts';
import { spendByRole, spendIn } from '../core/tally.ts';
import { writeJson } from '../platform/atomic.ts';
import { hashTree } from '../platform/tree.ts';
import { decisionsOf, type IterationState, incumbentOf, type RunState, readRunState } from '../store/run-state.ts';
import { treeHash } from '../store/tree-hash.ts';
import { mendDerived } from './apply-decision.ts';
import type { BatchWork } from './batch-work.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { atCeiling } from './ceiling.ts';
import { checkBeliefs } from './check-beliefs.ts';
import { checkPayable } from './check-settings.ts';
import { measureFinal } from './final.ts';
import { trialsToFirstLook } from './first-look.ts';
import { measureTrial } from './measure.ts';
import { nextBatch } from './next-batch.ts';
import type { Propose } from './prepare-proposal.ts';
import { propose } from './propose.ts';
import { type Edit, proposeEdit } from './propose-edit.ts';
import { mendReports } from './report-iteration.ts';
import { createReports, type Reports } from './reports.ts';
import { runBatch } from './run-batch.ts';
import { originalOf, treeHashOf } from './subject.ts';
import { tell } from './tell.ts';
import { tellNoise } from './tell-noise.ts';
import { tellSpend } from './tell-spend.ts';

export interface RunOutcome {
  readonly stopReason: StopReason;
  /** Why, in a sentence, when the run was halted in the middle of an iteration; null when it came to its end. */
  readonly message: string | null;
}

/** Climbs until there is a reason to stop, then measures the result afresh. What was done is on disk; a halted run goes on at the next call. */
export async function improve(campaign: Campaign): Promise<RunOutcome> {
  if (campaign.journal.tally().roles.executor.started === 0) checkPayable(campaign);
  return untilStopped(campaign, {
    size: (decided) => batchSize(campaign, decided),
    next: async (work) => ({ reason: await reasonToStop(work), propose }),
    end: () => measureFinal(campaign),
  });
}

/** Measures the original, unless that was done, and nothing else. */
export function measureBaseline(campaign: Campaign): Promise<RunOutcome> {
  return untilStopped(campaign, {
    ...ONE_BY_ONE,
    next: async ({ earlier }) => ({ reason: earlier.length > 0 ? 'iterations' : null, propose }),
  });
}

/**
 * Puts a person's own edit before the referee as one more iteration, after what was left open. A UserError `refused`
 * when an iteration had that very tree already.
 */
export async function tryEdit(campaign: Campaign, edit: Edit): Promise<RunOutcome> {
  const tree = treeHash(await hashTree(edit.dir), { withEvals: false });
  let tried = false;
  return untilStopped(campaign, {
    ...ONE_BY_ONE,
    async next({ batch, earlier }) {
      const isOpen = earlier.length === 0 || batch.some(({ proposal }) => proposal !== null);
      if (isOpen) return { reason: null, propose };
      if (tried) return { reason: 'iterations', propose };
      refuseKnown(campaign, earlier, tree);
      tried = true;
      return { reason: null, propose: proposeEdit(edit) };
    },
  });
}

/** How a campaign goes on. */
interface Plan {
  /** How many candidates are proposed side by side, after so many iterations. */
  readonly size: (decided: number) => number;
  /** What comes next: a batch with candidates from `propose`, or the end. */
  next(work: Open): Promise<{ readonly reason: StopReason | null; readonly propose: Propose }>;
  /** What is done when the end was reached by itself. */
  end(): Promise<unknown>;
}

const ONE_BY_ONE: Pick<Plan, 'size' | 'end'> = { size: () => 1, end: async () => undefined };

type Open = Omit<BatchWork, 'propose' | 'reports'>;

async function untilStopped(campaign: Campaign, plan: Plan): Promise<RunOutcome> {
  const outcome = await haltable(() => steps(campaign, plan));
  await writeState(campaign, await readRunState(campaign.workspace), outcome.stopReason);
  await tell(campaign, { event: 'run_stopped', stop_reason: outcome.stopReason });
  return outcome;
}

async function steps(campaign: Campaign, plan: Plan): Promise<RunOutcome> {
  const state = await readRunState(campaign.workspace);
  // Of a batch that was left in its middle too: nothing but these says what its siblings came to.
  const decisions = state.iterations.flatMap(({ sealed, decision }) => (sealed ? (decision ?? []) : []));
  await checkBeliefs(campaign.workspace, decisions);
  await mendDerived(campaign, decisions);
  await mendReports(campaign, decisions);
  const reports = createReports(campaign);
  try {
    return await batches(campaign, plan, { state, reports });
  } finally {
    await reports.finish();
  }
}

async function batches(
  campaign: Campaign,
  plan: Plan,
  start: { readonly state: RunState; readonly reports: Reports },
): Promise<RunOutcome> {
  let { state } = start;
  for (;;) {
    state = await readRunState(campaign.workspace, state);
    const work = { campaign, ...nextBatch(state, plan.size) };
    const { reason, propose } = await plan.next(work);
    if (reason !== null) {
      if (reason !== 'user') await plan.end();
      return { stopReason: reason, message: null };
    }
    await writeState(campaign, state, null);
    await runBatch({ ...work, propose, reports: start.reports });
    await tellNoise(campaign);
    await tellSpend(campaign);
  }
}

async function haltable(work: () => Promise<RunOutcome>): Promise<RunOutcome> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunHalted) return { stopReason: error.stopReason, message: error.message };
    throw error;
  }
}

function refuseKnown(campaign: Campaign, earlier: readonly IterationState[], tree: string): void {
  const same = earlier.find((one) => treeHashOf(campaign, one) === tree);
  if (same === undefined) return;
  throw new UserError('refused', `That folder holds the very skill of iteration ${same.number}; nothing was run.`, {
    hint: `See \`skillratchet show ${same.number}\`.`,
  });
}

async function reasonToStop({ campaign, batch, earlier }: Open): Promise<StopReason | null> {
  if (batch.every(({ decision }) => decision !== null)) return null;
  if (campaign.stop.requested()) return 'user';
  const decisions = earlier.flatMap(({ decision }) => decision ?? []);
  const open = batch.some(({ proposal }) => proposal !== null) || wasBegun(campaign, earlier.length);
  if (!open && campaign.stop.afterIteration?.()) return 'user';
  const trials = open ? 0 : firstTrials(campaign, { isBaseline: earlier.length === 0, size: batch.length });
  return whyStop({
    limits: campaign.limits,
    decisions,
    atCeiling: !open && (await atCeiling(campaign, decisions)),
    cap: capReached(campaign.bounds.climb, campaign.journal.tally(), { role: 'executor', trials }),
    open,
  });
}

function wasBegun({ journal }: Campaign, iteration: number): boolean {
  return journal.events().some((event) => event.event === 'iteration_started' && event.iteration >= iteration);
}

/** As many as are asked for, as iterations are left, and as the budget can take to a first look. */
function batchSize(campaign: Campaign, decided: number): number {
  const { run, limits, bounds, journal } = campaign;
  const most = Math.max(1, Math.min(run.config.proposals, limits.iterations + 1 - decided));
  const sizes = Array.from({ length: most }, (_, index) => most - index);
  const fits = (size: number) => {
    const trials = firstTrials(campaign, { isBaseline: decided === 0, size });
    return capReached(bounds.climb, journal.tally(), { role: 'executor', trials }) === null;
  };
  return sizes.find(fits) ?? 1;
}

/** Trials without which nothing can be said of new iterations. */
function firstTrials(campaign: Campaign, { isBaseline, size }: { isBaseline: boolean; size: number }): number {
  return isBaseline ? trialsOfBaseline(campaign.evals) : size * trialsToFirstLook(campaign, { isBaseline });
}

async function writeState(campaign: Campaign, state: RunState, stopReason: StopReason | null): Promise<void> {
  const tally = campaign.journal.tally();
  const record: State = {
    schema_version: 1,
    phase: stopReason !== null ? 'stopped' : state.iterations.length === 0 ? 'baseline' : 'evaluate',
    iteration: decisionsOf(state).length,
    incumbent: incumbentOf(state),
    limits: campaign.limits,
    spend: { ...spendIn(tally), roles: spendByRole(tally) },
    stop_reason: stopReason,
    warnings: campaign.journal.events().flatMap((event) => (event.event === 'warning' ? [event.message] : [])),
  };
  await writeJson(campaign.workspace.state, record);
}

/**
 * Measures one eval of the original, or reads what is stored of it; the baseline takes it over. A UserError `usage`
 * when there is no such eval.
 */
export async function measureOne(
  campaign: Campaign,
  evalId: string,
): Promise<RunOutcome & { measurement: Measurement | null }> {
  const wanted = campaign.evals.find(({ id }) => id === evalId);
  if (wanted === undefined) {
    throw new UserError('usage', `There is no eval ${JSON.stringify(evalId)}.`, {
      hint: `There are ${campaign.evals.map(({ id }) => id).join(', ')}.`,
    });
  }
  if (wanted.expectations.length === 0) {
    throw new UserError('invalid_evals', `The eval ${evalId} has no expectations, so nothing can be measured.`, {
      hint: 'Write expectations for it.',
    });
  }
  if (campaign.further.size > 0) {
    throw new UserError('usage', 'A run with several agents is measured whole, not one eval under one of them.', {
      hint: 'Leave --eval out, or name one agent and another --workspace.',
    });
  }
  const slot = { evalId, trial: 1 };
  try {
    return {
      stopReason: 'iterations',
      message: null,
      measurement: await measureTrial(campaign, originalOf(campaign), slot),
    };
  } catch (error) {
    if (error instanceof RunHalted) return { stopReason: error.stopReason, message: error.message, measurement: null };
    throw error;
  }
}
