import { relative } from 'node:path';
import { valueDifferences } from '../core/difference.ts';
import { stateSchema } from '../core/schema/run.ts';
import { spendByRole, spendIn, tallyOf } from '../core/tally.ts';
import { exists } from '../platform/exists.ts';
import { readEvents } from '../store/journal.ts';
import { versionOf, type Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import type { Decided } from './verify-derived.ts';

/**
 * `state.json` of a run that came to a stop, against the journal and the decisions; in the middle of one it says where
 * the last iteration began, and only its form is checked. The limits are known from nothing else.
 */
export async function verifyState(workspace: Workspace, decided: Decided, findings: Findings): Promise<void> {
  const path = relative(workspace.root, workspace.state);
  const events = (await findings.attempt(workspace.events, () => readEvents(workspace.events))) ?? [];
  const last = events.at(-1);
  const state = await findings.read(workspace.state, stateSchema);
  const { decisions, open } = decided;
  if (last?.event !== 'run_stopped' || open.length > 0) return;
  if (!(await exists(workspace.state))) findings.add([{ kind: 'missing', path }]);
  if (state === null) return;
  const before = events.slice(0, -1);
  const kept = decisions.findLast(({ decision }) => decision === 'keep');
  const tally = tallyOf(before);
  const roles = state.spend.roles === undefined ? {} : { roles: spendByRole(tally) };
  const computed = {
    ...state,
    phase: 'stopped',
    iteration: decisions.length,
    incumbent: kept === undefined ? null : versionOf(kept.iteration),
    spend: { ...spendIn(tally), ...roles },
    stop_reason: last.stop_reason,
    warnings: before.flatMap((event) => (event.event === 'warning' ? [event.message] : [])),
  };
  findings.add(valueDifferences(path, state, computed));
}
