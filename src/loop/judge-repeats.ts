import { isDeepStrictEqual } from 'node:util';
import type { JudgedAgain } from '../core/judge-calibration.ts';
import type { JudgeCalibrationRequest, TrialName } from '../core/schema/judge-calibration.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { namesIn } from '../platform/names-in.ts';
import { iterationOf, type TrialPlace, type TrialsPlace, type Workspace } from '../store/layout.ts';
import { readGrading, readTrial, trialPlaces } from '../store/trials.ts';

/** Where trials are stored, and which of them are of evals that a judge grades. */
export interface JudgedGround {
  readonly workspace: Workspace;
  readonly evals: readonly EvalCase[];
}

/** The stored trials of a version that were graded by a judge: those of its iteration, then those of every pass. */
export async function judgedTrials({ workspace, evals }: JudgedGround, version: string): Promise<readonly TrialName[]> {
  const passes = [...(await namesIn(workspace.passes))].sort();
  const found: TrialName[] = [];
  for (const purpose of [`iteration-${iterationOf(version) ?? 0}`, ...passes]) {
    const stored = trialsOf(workspace, purpose, version);
    for (const evalCase of evals.filter((one) => judgedExpectations(one).length > 0)) {
      for (const place of await trialPlaces(stored, evalCase.id)) {
        const record = await readTrial(place);
        if (record?.outcome === 'graded') found.push({ purpose, eval_id: evalCase.id, trial: record.trial });
      }
    }
  }
  return found;
}

/** Where a named trial of a version is stored. */
export function placeOf(workspace: Workspace, version: string, { purpose, eval_id, trial }: TrialName): TrialPlace {
  return trialsOf(workspace, purpose, version).trial(eval_id, trial);
}

/** Where its grading of a repeat is, or shall be. */
export function repeatPlace(workspace: Workspace, number: number, { repeat, ...name }: Repeat): TrialPlace {
  return workspace.judgeCalibration(number).repeat(repeat, name.purpose).trial(name.eval_id, name.trial);
}

export interface Repeat extends TrialName {
  /** From 1. */
  readonly repeat: number;
}

/** Every grading that a calibration asks for, repeat by repeat. */
export function repeatsOf({ times, trials }: JudgeCalibrationRequest): readonly Repeat[] {
  return Array.from({ length: times }, (_, index) => trials.map((name) => ({ ...name, repeat: index + 1 }))).flat();
}

/** The trials of a calibration with the gradings that there are. */
export async function readRepeats(
  workspace: Workspace,
  request: JudgeCalibrationRequest,
): Promise<readonly JudgedAgain[]> {
  const repeats = repeatsOf(request);
  return Promise.all(
    request.trials.map(async (name) => {
      const own = repeats.filter(({ repeat: _, ...one }) => isDeepStrictEqual(one, name));
      const gradings = own.map((one) => readGrading(repeatPlace(workspace, request.number, one)));
      return { ...name, gradings: await Promise.all(gradings) };
    }),
  );
}

function trialsOf(workspace: Workspace, purpose: string, version: string): TrialsPlace {
  const iteration = iterationOf(version) ?? 0;
  return purpose === `iteration-${iteration}` ? workspace.iteration(iteration) : workspace.pass(purpose, version);
}
