import { addEvent, NOTHING_SPENT, spendIn } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import { runRecordSchema, stateSchema } from '../core/schema/run.ts';
import { lockHolder } from '../platform/lock.ts';
import type { RunStatus } from '../report/status.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { eachEvent } from '../store/journal.ts';
import { readRecord } from '../store/records.ts';
import { incumbentAfter, readDecided } from '../store/run-state.ts';
import type { Shell } from './shell.ts';

/**
 * Gathers where a run stands; its spend is computed from the events, so that it is right in the middle of a run too.
 * A run may be at work meanwhile. The lock is read first, so that a run which nobody holds has said its last; events
 * are read before decisions, so that no trial of an iteration just decided counts as open.
 */
export async function readStatus(shell: Shell, named: string | undefined): Promise<RunStatus> {
  const workspace = await findWorkspace(shell.cwd, named);
  const held_by = await lockHolder(workspace.lock);
  let tally = NOTHING_SPENT;
  const ended = new Map<number, number>();
  await eachEvent(workspace.events, (event) => {
    tally = addEvent(tally, event);
    if (event.event === 'trial_ended') ended.set(event.iteration, (ended.get(event.iteration) ?? 0) + 1);
  });
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) {
    throw new UserError('invalid_workspace', `${workspace.root} has no run.json, so nothing is known of its run.`, {
      hint: '`skillratchet log` shows what it holds.',
    });
  }
  const { run_id, skill, agents, created_at } = run;
  const state = await readRecord(workspace.state, stateSchema);
  const decided = await readDecided(workspace);
  return {
    workspace: workspace.root,
    run: { run_id, skill, agents, created_at },
    held_by,
    state: state === null ? null : { ...state, spend: spendIn(tally) },
    best: incumbentAfter(decided),
    last: decided.at(-1)?.row ?? null,
    open_trials: [...ended].reduce((sum, [iteration, count]) => sum + (iteration >= decided.length ? count : 0), 0),
  };
}
