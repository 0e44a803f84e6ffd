import { z } from 'zod';
import { type Order, ranked } from '../core/ranking.ts';
import type { ViewedRow, ViewedTrial } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import type { RankedIteration } from '../report/rank-table.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { openDoor } from '../store/run-view/door.ts';
import { storedSuite } from '../store/run-view/evals.ts';
import { viewedRows } from '../store/run-view/iterations.ts';
import { trialsSource, viewedTrials } from '../store/run-view/trials.ts';
import type { Shell } from './shell.ts';
import { warnOnce } from './warn-once.ts';

/** The decided iterations of a workspace by a metric; what cannot be read of them is said on standard error. */
export async function rankedIn(
  shell: Shell,
  named: string | undefined,
  order: Order,
): Promise<readonly RankedIteration[]> {
  const workspace = await findWorkspace(shell.cwd, named);
  const door = openDoor(workspace.root, warnOnce(shell));
  const foreign = await isForeign(workspace);
  const source = trialsSource({ door, foreign }, await storedSuite(workspace.root, door, readSuite));
  const measured = viewedRows({ door, foreign }).map(({ number, row }) => {
    const { action, changelog } = row;
    const dir = `iteration-${number}`;
    const stored = door.record(`${dir}/metrics.json`, z.unknown());
    return {
      entry: { run_id: dir, iteration: number, action, changelog },
      metrics: stored ?? knownOf(row, viewedTrials(source, dir)),
    };
  });
  return ranked(measured, order);
}

/** What can be said without a record of metrics. */
function knownOf({ score }: ViewedRow, trials: readonly ViewedTrial[]) {
  const rates = trials.flatMap(({ eval_id, passed, total }) =>
    passed === null || total === null ? [] : [[eval_id, passed / total] as const],
  );
  return { score, pass_rates: Object.fromEntries(rates) };
}
