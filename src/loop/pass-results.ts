import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { Workspace } from '../store/layout.ts';
import { readGrading, readTrial } from '../store/trials.ts';

/** The first gradings of an iteration by eval id; evals that were not measured are absent. */
export async function gradingsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<string, Grading>> {
  const gradings = new Map<string, Grading>();
  for (const { id } of evals) {
    const place = workspace.iteration(iteration).trial(id, 1);
    const record = await readTrial(place);
    const grading = record?.outcome === 'graded' ? await readGrading(place) : null;
    if (grading !== null) gradings.set(id, grading);
  }
  return gradings;
}

/** The stored first trials of an iteration, in the suite's order. */
export async function trialsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<readonly TrialRecord[]> {
  const records = await Promise.all(evals.map(({ id }) => readTrial(workspace.iteration(iteration).trial(id, 1))));
  return records.flatMap((record) => record ?? []);
}

/** The trials that ended without a score, and why. */
export function unmeasuredIn(trials: readonly TrialRecord[]): Decision['unmeasured'] {
  return trials.flatMap(({ eval_id, trial, outcome, error }) =>
    outcome === null || outcome === 'graded' ? [] : [{ eval_id, trial, outcome, kind: error?.kind ?? null }],
  );
}
