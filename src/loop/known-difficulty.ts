import { cellOf, cellsOf } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { groupedBy } from '../core/grouped.ts';
import { agentsIn, runRecordSchema } from '../core/schema/run.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { workspaceAt } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { gradingsOf } from './pass-results.ts';

/** Baseline pass rates by eval id, of several agents their mean, as far as earlier workspaces tell them; the first that knows an eval counts. */
export async function knownDifficulty(
  roots: readonly string[],
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, number>();
  for (const root of roots) {
    for (const [id, rate] of await baselineRates(root, evals)) if (!known.has(id)) known.set(id, rate);
  }
  return known;
}

/** Nothing where the workspace cannot be read: people begin anew because of that. */
async function baselineRates(
  root: string,
  evals: readonly EvalCase[],
): Promise<readonly (readonly [string, number])[]> {
  try {
    const workspace = workspaceAt(root);
    const run = await readRecord(workspace.run, runRecordSchema);
    const cells = cellsOf(evals, run === null ? [] : agentsIn(run.config));
    const gradings = [...(await gradingsOf(workspace.iteration(0), cells))];
    const perEval = groupedBy(gradings, ([id]) => cellOf(id).evalId);
    return [...perEval].map(([id, of]) => {
      return [id, of.reduce((sum, [, { summary }]) => sum + summary.pass_rate, 0) / of.length] as const;
    });
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
