import { type GradedTrial, jointGradings } from '../core/joint-grading.ts';
import type { Measurement } from '../core/referee/port.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialsPlace } from '../store/layout.ts';
import { readGrading, readTrial, trialPlaces } from '../store/trials.ts';
import { storedMeasurement } from './measure.ts';

/** A trial as it is stored. */
export interface TrialResult extends GradedTrial {
  readonly trial: number;
  readonly record: TrialRecord;
}

/** What stored trials gave by eval id, several of an eval taken together; evals that were not measured are absent. */
export async function gradingsOf(
  stored: TrialsPlace,
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<string, Grading>> {
  return jointGradings(await trialsOf(stored, evals));
}

/** What each stored trial told, those without an outcome left out. */
export async function storedTrials(
  stored: TrialsPlace,
  evals: readonly EvalCase[],
): Promise<readonly { readonly evalId: string; readonly trial: number; readonly measurement: Measurement }[]> {
  const told = evals.map(async (evalCase) => {
    const measured = (await trialsOf(stored, [evalCase])).map(async ({ trial }) => {
      const measurement = await storedMeasurement(stored, evalCase, { trial });
      return measurement === null ? [] : [{ evalId: evalCase.id, trial, measurement }];
    });
    return (await Promise.all(measured)).flat();
  });
  return (await Promise.all(told)).flat();
}

/** Each stored trial with its grading, in the suite's order. */
export async function trialsOf(stored: TrialsPlace, evals: readonly EvalCase[]): Promise<readonly TrialResult[]> {
  const perEval = evals.map(async ({ id: evalId }) => {
    const trials = (await trialPlaces(stored, evalId)).map(async (place) => {
      const record = await readTrial(place);
      if (record === null) return [];
      const grading = record.outcome === 'graded' ? await readGrading(place) : null;
      return [{ evalId, trial: record.trial, record, grading }];
    });
    return (await Promise.all(trials)).flat();
  });
  return (await Promise.all(perEval)).flat();
}

/** The trials that ended without a score, and why. */
export function unmeasuredIn(trials: readonly TrialRecord[]): Decision['unmeasured'] {
  return trials.flatMap(({ eval_id, trial, outcome, error }) =>
    outcome === null || outcome === 'graded' ? [] : [{ eval_id, trial, outcome, kind: error?.kind ?? null }],
  );
}
