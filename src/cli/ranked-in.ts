import { z } from 'zod';
import { type Order, ranked } from '../core/ranking.ts';
import type { ViewedIteration } from '../core/run-view.ts';
import { readSuite } from '../evals/suite.ts';
import type { RankedIteration } from '../report/rank-table.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { openDoor } from '../store/run-view/door.ts';
import { readRunView } from '../store/run-view/read-run-view.ts';
import type { Shell } from './shell.ts';

/** The decided iterations of a workspace by a metric; what cannot be read of them is said on standard error. */
export async function rankedIn(
  shell: Shell,
  named: string | undefined,
  order: Order,
): Promise<readonly RankedIteration[]> {
  const workspace = await findWorkspace(shell.cwd, named);
  const { iterations, problems } = await readRunView(workspace, readSuite);
  for (const { path, message } of problems) shell.report(`warning: ${path} ${message}`);
  const door = openDoor(workspace.root);
  const measured = iterations.flatMap((one) =>
    one.row === null
      ? []
      : [
          {
            entry: {
              run_id: `iteration-${one.number}`,
              iteration: one.number,
              action: one.row.action,
              changelog: one.row.changelog,
            },
            metrics: door.record(`iteration-${one.number}/metrics.json`, z.unknown()) ?? knownOf(one),
          },
        ],
  );
  return ranked(measured, order);
}

/** What can be said without a record of metrics. */
function knownOf({ row, trials }: ViewedIteration) {
  const rates = trials.flatMap(({ eval_id, passed, total }) =>
    passed === null || total === null ? [] : [[eval_id, passed / total] as const],
  );
  return { score: row?.score ?? null, pass_rates: Object.fromEntries(rates) };
}
