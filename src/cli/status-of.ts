import { spendOf } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import { stateSchema } from '../core/schema/run.ts';
import { lockHolder } from '../platform/lock.ts';
import type { RunStatus } from '../report/status.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { readEvents } from '../store/journal.ts';
import { readRecord } from '../store/records.ts';
import { decisionsOf, incumbentOf, readRunState } from '../store/run-state.ts';
import type { Shell } from './shell.ts';

/** Gathers where a run stands; its spend is computed from the events, so that it is right in the middle of a run too. */
export async function readStatus(shell: Shell, named: string | undefined): Promise<RunStatus> {
  const workspace = await findWorkspace(shell.cwd, named);
  const folded = await readRunState(workspace);
  if (folded.run === null) {
    throw new UserError('invalid_workspace', `${workspace.root} has no run.json, so nothing is known of its run.`, {
      hint: '`skillratchet log` shows what it holds.',
    });
  }
  const { run_id, skill, agents, created_at } = folded.run;
  const events = await readEvents(workspace.events);
  const state = await readRecord(workspace.state, stateSchema);
  const decided = decisionsOf(folded);
  return {
    workspace: workspace.root,
    run: { run_id, skill, agents, created_at },
    held_by: await lockHolder(workspace.lock),
    state: state === null ? null : { ...state, spend: spendOf(events) },
    best: incumbentOf(folded),
    last: decided.at(-1)?.row ?? null,
    open_trials: events.filter((event) => event.event === 'trial_ended' && event.iteration >= decided.length).length,
  };
}
