import { UserError } from '../core/errors.ts';
import type { RegradedIteration, RegradedTrial } from '../core/regrade.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import type { RegradeRequest } from '../core/schema/regrade.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { readGrading, readTrial, trialPlaces } from '../store/trials.ts';

/** A stored trial, and where its new grading is or shall be. */
export interface FoundTrial extends RegradedTrial {
  readonly evalCase: EvalCase;
  readonly record: TrialRecord;
  readonly from: TrialPlace;
  readonly to: TrialPlace;
}

export interface FoundIteration extends RegradedIteration {
  readonly decision: Decision;
  readonly trials: readonly FoundTrial[];
}

interface Ground {
  readonly workspace: Workspace;
  readonly evals: readonly EvalCase[];
}

/** The iterations of a regrade with their trials and both gradings of each, as far as there are any. */
export async function readRegraded(
  ground: Ground,
  { number, iterations }: RegradeRequest,
): Promise<readonly FoundIteration[]> {
  const found: FoundIteration[] = [];
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    const path = ground.workspace.iteration(iteration).decision;
    const decision = await readRecord(path, decisionSchema);
    if (decision === null) throw new UserError('invalid_workspace', `${path} is missing.`);
    const perEval = ground.evals
      .filter(({ expectations }) => expectations.length > 0)
      .map((evalCase) => trialsOf(ground, { number, iteration, evalCase }));
    found.push({ decision, trials: (await Promise.all(perEval)).flat() });
  }
  return found;
}

async function trialsOf(
  { workspace }: Ground,
  { number, iteration, evalCase }: { number: number; iteration: number; evalCase: EvalCase },
): Promise<readonly FoundTrial[]> {
  const places = await trialPlaces(workspace.iteration(iteration), evalCase.id);
  const trials = places.map(async (from): Promise<readonly FoundTrial[]> => {
    const record = await readTrial(from);
    if (record === null) return [];
    const { trial, outcome } = record;
    const to = workspace.regrade(number).iteration(iteration).trial(evalCase.id, trial);
    const before = outcome === 'graded' ? await readGrading(from) : null;
    const after = await readGrading(to);
    const decides = decidingEvals([evalCase]).length > 0;
    return [{ evalId: evalCase.id, trial, outcome, decides, before, after, evalCase, record, from, to }];
  });
  return (await Promise.all(trials)).flat();
}
