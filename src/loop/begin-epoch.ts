import { isDeepStrictEqual } from 'node:util';
import { agentsAt } from '../core/epochs.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { writeJson } from '../platform/atomic.ts';
import { namesIn } from '../platform/names-in.ts';
import { AGENT_PREFIX, type Workspace } from '../store/layout.ts';
import type { RunState } from '../store/run-state.ts';
import { nextBatch } from './next-batch.ts';
import { checkSameAgents } from './same-run.ts';

type Agents = RunRecord['agents'];

/**
 * A client that updated itself is another agent, and nothing is mixed: an epoch begins with the next iteration that has
 * no trial yet, and the incumbent is measured anew. Before there is an incumbent the change is refused (UserError
 * `usage`). Who improves is no part of a measurement. The run as it is now.
 */
export async function beginEpoch(
  { workspace, run, state }: { readonly workspace: Workspace; readonly run: RunRecord; readonly state: RunState },
  now: Agents,
): Promise<RunRecord> {
  const before = agentsAt(run, Number.POSITIVE_INFINITY);
  const measures = ({ executor, further, judge }: Agents) => ({ executor, further, judge });
  if (isDeepStrictEqual(measures(before), measures(now))) return run;
  const { batch, earlier } = nextBatch(state, () => 1);
  if (earlier.length === 0) checkSameAgents(before, { ...now, improver: before.improver });
  const [first] = batch;
  const begun = await Promise.all(batch.map(({ number }) => hasTrials(workspace, number)));
  const from = (first?.number ?? 0) + (begun.includes(true) ? batch.length : 0);
  const changed: RunRecord = { ...run, epochs: [...run.epochs, { from, agents: now }] };
  await writeJson(workspace.run, changed);
  return changed;
}

async function hasTrials(workspace: Workspace, iteration: number): Promise<boolean> {
  return (await namesIn(workspace.iteration(iteration).dir)).some(
    (name) => name.startsWith('eval-') || name.startsWith(AGENT_PREFIX),
  );
}
