import { UserError } from '../core/errors.ts';
import { listFiles } from '../evals/outputs.ts';
import { loadSuite } from '../evals/suite.ts';
import { exists } from '../platform/exists.ts';
import type { ShownTrial } from '../report/show-trial.ts';
import type { Workspace } from '../store/layout.ts';
import type { Inspected } from './iteration-in.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

/** The trial of one eval, gathered for people. A UserError `usage` when the iteration has none of it. */
export async function shownTrial(shell: Shell, inspected: Inspected, evalId: string): Promise<ShownTrial> {
  const { workspace, number, trials } = inspected;
  const trial = trials.find((one) => one.evalId === evalId);
  if (trial === undefined) {
    throw new UserError('usage', `Iteration ${number} has no trial of an eval ${JSON.stringify(evalId)}.`, {
      hint: trials.length === 0 ? 'It has no trials.' : `It has ${trials.map((one) => one.evalId).join(', ')}.`,
    });
  }
  const { place, record, grading } = trial;
  return {
    iteration: number,
    eval_id: evalId,
    outcome: grading === null ? (record?.outcome ?? null) : 'graded',
    error: record?.error?.message ?? null,
    prompt: await promptOf(workspace, evalId),
    expectations: grading?.expectations ?? [],
    suggestions: grading?.suggestions ?? [],
    outputs: (await exists(place.outputs)) ? await listFiles(place.outputs) : [],
    transcript: (await exists(place.transcript)) ? shownPath(shell.cwd, place.transcript) : null,
  };
}

/** The suite of another tool may be none of ours; then the prompt is not known. */
async function promptOf(workspace: Workspace, evalId: string): Promise<string | null> {
  try {
    const { evals } = await loadSuite(workspace.version('v0'), { allowMissingFiles: true });
    return evals.find(({ id }) => id === evalId)?.prompt ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
