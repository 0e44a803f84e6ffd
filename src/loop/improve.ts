import { spendOf } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import { FIRST_AGENT, type Measurement } from '../core/referee/port.ts';
import type { State, StopReason } from '../core/schema/run.ts';
import { whyStop } from '../core/stop.ts';
import { writeJson } from '../platform/atomic.ts';
import { decisionsOf, incumbentOf, type RunState, readRunState } from '../store/run-state.ts';
import { type Campaign, RunHalted } from './campaign.ts';
import { measureTrial } from './measure.ts';
import { type BatchWork, runBatch } from './run-batch.ts';
import { originalOf } from './subject.ts';
import { tell } from './tell.ts';

export interface RunOutcome {
  readonly stopReason: StopReason;
  /** Why, in a sentence, when the run was halted in the middle of an iteration; null when it came to its end. */
  readonly message: string | null;
}

/** Climbs until there is a reason to stop, or only measures the baseline. What was done is on disk; a halted run goes on at the next call. */
export async function improve(campaign: Campaign, until: 'end' | 'baseline' = 'end'): Promise<RunOutcome> {
  const outcome = await untilStopped(campaign, until);
  const state = await readRunState(campaign.workspace);
  await writeState(campaign, state, outcome.stopReason);
  await tell(campaign, { event: 'run_stopped', stop_reason: outcome.stopReason });
  return outcome;
}

async function untilStopped(campaign: Campaign, until: 'end' | 'baseline'): Promise<RunOutcome> {
  try {
    for (;;) {
      const state = await readRunState(campaign.workspace);
      const work = { campaign, ...nextBatch(state) };
      const measured = until === 'baseline' && work.earlier.length > 0;
      const reason = measured ? 'iterations' : reasonToStop(work);
      if (reason !== null) return { stopReason: reason, message: null };
      await writeState(campaign, state, null);
      await runBatch(work);
    }
  } catch (error) {
    if (error instanceof RunHalted) return { stopReason: error.stopReason, message: error.message };
    throw error;
  }
}

/** The iterations to work on: those that are not sealed yet, else a new one. */
function nextBatch({ iterations }: RunState): Pick<BatchWork, 'batch' | 'earlier'> {
  const earlier = iterations.filter(({ sealed }) => sealed);
  const open = iterations.filter(({ sealed }) => !sealed);
  const fresh = { number: iterations.length, proposal: null, decision: null, sealed: false };
  return { batch: open.length > 0 ? open : [fresh], earlier };
}

function reasonToStop({ campaign, batch, earlier }: BatchWork): StopReason | null {
  if (batch.every(({ decision }) => decision !== null)) return null;
  if (campaign.stop.requested()) return 'user';
  const events = campaign.journal.events();
  const open = events.some((event) => event.event === 'iteration_started' && event.iteration >= earlier.length);
  return whyStop({
    limits: campaign.limits,
    spend: spendOf(events),
    decisions: earlier.flatMap(({ decision }) => decision ?? []),
    nextTrials: open ? 0 : batch.length * campaign.evals.length,
    open,
  });
}

async function writeState(campaign: Campaign, state: RunState, stopReason: StopReason | null): Promise<void> {
  const events = campaign.journal.events();
  const { calls, trials, cost_usd, duration_ms } = spendOf(events);
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
  const ids = campaign.evals.map(({ id }) => id);
  if (!ids.includes(evalId)) {
    throw new UserError('usage', `There is no eval ${JSON.stringify(evalId)}.`, {
      hint: `There are ${ids.join(', ')}.`,
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
