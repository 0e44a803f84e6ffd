import { jointGradings } from '../core/joint-grading.ts';
import type { HistoricTrial } from '../core/metric-history.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import { readGrading, readTrial } from '../store/trials.ts';

/** What an iteration's trials gave by eval id, several trials taken together; evals that were not measured are absent. */
export async function gradingsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<string, Grading>> {
  const trials = evals.flatMap((evalCase) =>
    trialPlaces(workspace, iteration, evalCase).map(async (place) => ({
      evalId: evalCase.id,
      grading: await gradingAt(place),
    })),
  );
  return jointGradings(await Promise.all(trials));
}

/** The stored trials of an iteration, in the suite's order. */
export async function trialsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<readonly TrialRecord[]> {
  const places = evals.flatMap((evalCase) => trialPlaces(workspace, iteration, evalCase));
  const records = await Promise.all(places.map(readTrial));
  return records.flatMap((record) => record ?? []);
}

/** As `trialsOf`, each with its grading. */
export async function historyOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<readonly HistoricTrial[]> {
  const trials = await trialsOf(workspace, iteration, evals);
  return Promise.all(
    trials.map(async (record) => {
      const { eval_id: evalId, trial } = record;
      return { evalId, trial, record, grading: await gradingAt(workspace.iteration(iteration).trial(evalId, trial)) };
    }),
  );
}

/** Where the trials of an eval in one pass are stored. */
export function trialPlaces(workspace: Workspace, iteration: number, { id, runs }: EvalCase): readonly TrialPlace[] {
  return Array.from({ length: runs }, (_, index) => workspace.iteration(iteration).trial(id, index + 1));
}

/** The trials that ended without a score, and why. */
export function unmeasuredIn(trials: readonly TrialRecord[]): Decision['unmeasured'] {
  return trials.flatMap(({ eval_id, trial, outcome, error }) =>
    outcome === null || outcome === 'graded' ? [] : [{ eval_id, trial, outcome, kind: error?.kind ?? null }],
  );
}

async function gradingAt(place: TrialPlace): Promise<Grading | null> {
  const record = await readTrial(place);
  return record?.outcome === 'graded' ? readGrading(place) : null;
}
