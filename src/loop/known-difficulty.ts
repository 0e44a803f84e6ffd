import { UserError } from '../core/errors.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { workspaceAt } from '../store/layout.ts';
import { gradingsOf } from './pass-results.ts';

/** Baseline pass rates by eval id, as far as earlier workspaces tell them; the first that knows an eval counts. */
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
    const gradings = await gradingsOf(workspaceAt(root).iteration(0), evals);
    return [...gradings].map(([id, { summary }]) => [id, summary.pass_rate] as const);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
