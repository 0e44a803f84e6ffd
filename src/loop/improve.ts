import { UserError } from '../core/errors.ts';
import { FIRST_AGENT, type Measurement } from '../core/referee/port.ts';
import type { State, StopReason } from '../core/schema/run.ts';
import { trialsAPass } from '../core/schema/suite.ts';
import { whyStop } from '../core/stop.ts';
import { writeJson } from '../platform/atomic.ts';
import { hashTree } from '../platform/tree.ts';
import { decisionsOf, type IterationState, incumbentOf, type RunState, readRunState } from '../store/run-state.ts';
import { treeHash } from '../store/tree-hash.ts';
import { mendDerived } from './apply-decision.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { measureTrial } from './measure.ts';
import type { Propose } from './prepare-proposal.ts';
import { propose } from './propose.ts';
import { type Edit, proposeEdit } from './propose-edit.ts';
import { type BatchWork, runBatch } from './run-batch.ts';
import { originalOf, treeHashOf } from './subject.ts';
import { tell } from './tell.ts';

export interface RunOutcome {
  readonly stopReason: StopReason;
  /** Why, in a sentence, when the run was halted in the middle of an iteration; null when it came to its end. */
  readonly message: string | null;
}

/** Climbs until there is a reason to stop. What was done is on disk; a halted run goes on at the next call. */
export function improve(campaign: Campaign): Promise<RunOutcome> {
  return untilStopped(campaign, (work) => ({ reason: reasonToStop(work), propose }));
}

/** Measures the original, unless that was done, and nothing else. */
export function measureBaseline(campaign: Campaign): Promise<RunOutcome> {
  return untilStopped(campaign, ({ earlier }) => ({ reason: earlier.length > 0 ? 'iterations' : null, propose }));
}

/**
 * Puts a person's own edit before the referee as one more iteration, after what was left open. A UserError `refused`
 * when an iteration had that very tree already.
 */
export async function tryEdit(campaign: Campaign, edit: Edit): Promise<RunOutcome> {
  const tree = treeHash(await hashTree(edit.dir), { withEvals: false });
  let tried = false;
  return untilStopped(campaign, ({ batch, earlier }) => {
    const isOpen = earlier.length === 0 || batch.some(({ proposal }) => proposal !== null);
    if (isOpen) return { reason: null, propose };
    if (tried) return { reason: 'iterations', propose };
    refuseKnown(campaign, earlier, tree);
    tried = true;
    return { reason: null, propose: proposeEdit(edit) };
  });
}

/** What comes next: an iteration with a candidate from `propose`, or the end. */
interface Step {
  readonly reason: StopReason | null;
  readonly propose: Propose;
}

type Open = Omit<BatchWork, 'propose'>;

async function untilStopped(campaign: Campaign, stepFor: (work: Open) => Step): Promise<RunOutcome> {
  const outcome = await steps(campaign, stepFor);
  await writeState(campaign, await readRunState(campaign.workspace), outcome.stopReason);
  await tell(campaign, { event: 'run_stopped', stop_reason: outcome.stopReason });
  return outcome;
}

async function steps(campaign: Campaign, stepFor: (work: Open) => Step): Promise<RunOutcome> {
  const { earlier } = nextBatch(await readRunState(campaign.workspace));
  await mendDerived(
    campaign,
    earlier.flatMap(({ decision }) => decision ?? []),
  );
  try {
    for (;;) {
      const state = await readRunState(campaign.workspace);
      const work = { campaign, ...nextBatch(state) };
      const step = stepFor(work);
      if (step.reason !== null) return { stopReason: step.reason, message: null };
      await writeState(campaign, state, null);
      await runBatch({ ...work, propose: step.propose });
    }
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

/** The iterations to work on: those that are not sealed yet, else a new one. */
function nextBatch({ iterations }: RunState): Pick<Open, 'batch' | 'earlier'> {
  const earlier = iterations.filter(({ sealed }) => sealed);
  const open = iterations.filter(({ sealed }) => !sealed);
  const fresh = { number: iterations.length, proposal: null, decision: null, sealed: false };
  return { batch: open.length > 0 ? open : [fresh], earlier };
}

function reasonToStop({ campaign, batch, earlier }: Open): StopReason | null {
  if (batch.every(({ decision }) => decision !== null)) return null;
  if (campaign.stop.requested()) return 'user';
  const events = campaign.journal.events();
  const open = events.some((event) => event.event === 'iteration_started' && event.iteration >= earlier.length);
  return whyStop({
    limits: campaign.limits,
    spend: campaign.journal.spend(),
    decisions: earlier.flatMap(({ decision }) => decision ?? []),
    nextTrials: open ? 0 : batch.length * trialsAPass(campaign.evals),
    open,
  });
}

async function writeState(campaign: Campaign, state: RunState, stopReason: StopReason | null): Promise<void> {
  const events = campaign.journal.events();
  const { calls, trials, cost_usd, duration_ms } = campaign.journal.spend();
  const record: State = {
    schema_version: 1,
    phase: stopReason !== null ? 'stopped' : state.iterations.length === 0 ? 'baseline' : 'evaluate',
    iteration: decisionsOf(state).length,
    incumbent: incumbentOf(state),
    limits: campaign.limits,
    spend: { calls, trials, cost_usd, duration_ms },
    stop_reason: stopReason,
    warnings: events.flatMap((event) => (event.event === 'warning' ? [event.message] : [])),
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
  const slot = { agent: FIRST_AGENT, evalId, trial: 1 };
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
