import { relative } from 'node:path';
import { cellsOf } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { type Grading, gradingSchema } from '../core/schema/grading.ts';
import { agentsIn, type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { type EvalCase, openEvals, sealedEvals } from '../core/schema/suite.ts';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { withSplits } from '../core/splits.ts';
import { loadSuite } from '../evals/suite.ts';
import { exists } from '../platform/exists.ts';
import { jobName } from '../store/artifacts-layout.ts';
import { isForeign } from '../store/foreign.ts';
import { evalFolder, type TrialPlace, type Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import type { IterationState } from '../store/run-state.ts';
import { viewedStates } from '../store/run-view/decisions.ts';
import { type Door, openDoor } from '../store/run-view/door.ts';
import { trialPlaces } from '../store/trials.ts';

/** A run of ours as exporters see it. */
export interface RecordedRun {
  readonly workspace: Workspace;
  readonly run: RunRecord;
  /** Those that agents met; what is sealed is not among them. */
  readonly evals: readonly EvalCase[];
  /** Evals of the skill's suite that are kept back. */
  readonly sealed: number;
  /** Those that are there; of a damaged run some may be missing. */
  readonly iterations: readonly IterationState[];
  /** The way to its files, which notes what cannot be read. */
  readonly door: Door;
}

/** A trial with an outcome. */
export interface RecordedTrial {
  /** `eval-ID__tK`. */
  readonly name: string;
  readonly evalCase: EvalCase;
  readonly place: TrialPlace;
  readonly record: TrialRecord;
  /** null when it has no score. */
  readonly grading: Grading | null;
}

export interface RecordedTrials {
  readonly ended: readonly RecordedTrial[];
  /** Begun, and without an outcome. */
  readonly pending: number;
}

/**
 * Reads a run, at work, stopped or killed, here or copied from elsewhere. A UserError `invalid_workspace` where nothing of
 * a run is to be found. The evals, which are frozen, and what an earlier look, `before`, found closed are not read again.
 */
export async function openRecordedRun(workspace: Workspace, before: RecordedRun | null = null): Promise<RecordedRun> {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) throw await nothingRecorded(workspace);
  const door = openDoor(workspace.root);
  const iterations = viewedStates(door, before?.iterations);
  const { evals, sealed } = before ?? (await suiteOf(workspace, run));
  return { workspace, run, evals, sealed, iterations, door };
}

async function suiteOf(
  workspace: Workspace,
  { splits, config }: RunRecord,
): Promise<Pick<RecordedRun, 'evals' | 'sealed'>> {
  const { evals: all } = await loadSuite(workspace.version('v0'), { allowMissingFiles: true });
  const own = withSplits(all, splits);
  return { evals: cellsOf(openEvals(own), agentsIn(config)), sealed: sealedEvals(own).length };
}

/** The name of an iteration's job. */
export function jobOf({ run }: Pick<RecordedRun, 'run'>, iteration: number): string {
  return jobName(run.run_id, iteration);
}

/** An iteration by its number; undefined where it is missing. */
export function iterationAt({ iterations }: Pick<RecordedRun, 'iterations'>, wanted: number) {
  return iterations.find(({ number }) => number === wanted);
}

/** The trials of an iteration, in the suite's order. */
export async function recordedTrials(recorded: RecordedRun, iteration: number): Promise<RecordedTrials> {
  const stored = recorded.workspace.iteration(iteration);
  const places = recorded.evals.map(async (evalCase) =>
    (await trialPlaces(stored, evalCase.id)).flatMap((place) => recordedTrial(recorded, evalCase, place) ?? []),
  );
  const begun = (await Promise.all(places)).flat();
  const ended = begun.filter(hasEnded);
  return { ended, pending: begun.length - ended.length };
}

function recordedTrial(recorded: RecordedRun, evalCase: EvalCase, place: TrialPlace): RecordedTrial | null {
  const record = recorded.door.record(below(recorded, place.record), trialRecordSchema);
  if (record === null) return null;
  const path = below(recorded, place.grading);
  const grading = record.outcome === 'graded' ? recorded.door.record(path, gradingSchema) : null;
  return { name: trialName(record), evalCase, place, record, grading };
}

/** One whose grading cannot be read is as one that was never graded. */
function hasEnded({ record: { outcome }, grading }: RecordedTrial): boolean {
  return outcome === 'graded' ? grading !== null : outcome !== null && outcome !== 'interrupted';
}

/** A path of the workspace as its door takes it. */
export function below({ workspace }: Pick<RecordedRun, 'workspace'>, path: string): string {
  return relative(workspace.root, path);
}

/** What could not be read so far. */
export function readingWarnings({ door }: RecordedRun): readonly string[] {
  return door.problems().map(({ path, message }) => `${path} ${message}`);
}

function trialName({ eval_id, trial }: TrialRecord): string {
  return `${evalFolder(eval_id)}__t${trial}`;
}

async function nothingRecorded(workspace: Workspace): Promise<UserError> {
  const why =
    (await exists(workspace.results)) && (await isForeign(workspace))
      ? 'was written by another tool, which keeps no trials with their calls: there is nothing to export'
      : 'holds no run.json, so that nothing is known of its run';
  return new UserError('invalid_workspace', `${workspace.root} ${why}.`, {
    hint: 'Name a workspace that `skillratchet improve` made.',
  });
}
