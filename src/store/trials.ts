import { mkdir } from 'node:fs/promises';
import { type Grading, gradingSchema } from '../core/schema/grading.ts';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { writeDurable, writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { furtherTrialOf, type TrialPlace, type TrialsPlace } from './layout.ts';
import { readRecord } from './records.ts';
import { placeOutputs } from './stored-outputs.ts';

/** What an executor call left behind, ready to be stored. */
export interface ExecutionFiles {
  readonly transcript: string;
  /** JSON lines. */
  readonly trajectory: string;
  /** A folder with the trial's outputs, outside the workspace; null when there are none to keep. */
  readonly outputsFrom: string | null;
  /** Bytes above which an output is kept among the workspace's blobs; null: none is. */
  readonly outputLimit: number | null;
}

/**
 * Stores the executor's result of a trial. `trial.json` is written last, so that its presence means the result is
 * whole and is never paid again; without it whatever lies there is a half-written trial and is replaced. Returns the
 * record as stored, with the outputs of which only a reference is there.
 */
export async function writeExecution(
  place: TrialPlace,
  files: ExecutionFiles,
  record: TrialRecord,
): Promise<TrialRecord> {
  if (await exists(place.record)) throw new Error(`${place.record} is written once, and it is there already`);
  await mkdir(place.dir, { recursive: true });
  await writeDurable(place.transcript, files.transcript);
  await writeDurable(place.trajectory, files.trajectory);
  const referenced = await placeOutputs(files.outputsFrom, place, files.outputLimit);
  await writeJson(place.timing, timingOf(record));
  const stored = { ...record, referenced_outputs: [...referenced] };
  await writeJson(place.record, stored);
  return stored;
}

/** Stores a failed attempt beside the trial, for people to read; it never counts. */
export async function writeFailedAttempt(folder: string, files: ExecutionFiles, record: TrialRecord): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeDurable(`${folder}/transcript.md`, files.transcript);
  await writeDurable(`${folder}/trajectory.jsonl`, files.trajectory);
  await writeJson(`${folder}/trial.json`, record);
}

/** Stores the grading, then gives the trial its outcome. */
export async function writeGrading(place: TrialPlace, record: TrialRecord, grading: Grading): Promise<void> {
  await writeNewGrading(place, grading);
  await writeJson(place.record, { ...record, outcome: 'graded' });
}

/** Stores a grading, which holds the votes that it comes from. */
export async function writeNewGrading(place: TrialPlace, grading: Grading): Promise<void> {
  await mkdir(place.dir, { recursive: true });
  await writeJson(place.grading, grading);
  await removeTree(place.votes);
}

export async function writeRecord(place: TrialPlace, record: TrialRecord): Promise<void> {
  await writeJson(place.record, record);
}

/** Where the trials of an eval lie that were begun, from trial 1 on. */
export async function trialPlaces(stored: TrialsPlace, evalId: string): Promise<readonly TrialPlace[]> {
  const first = stored.trial(evalId, 1);
  const further = (await namesIn(first.dir)).flatMap((name) => furtherTrialOf(name) ?? []).sort((a, b) => a - b);
  return [first, ...further.map((trial) => stored.trial(evalId, trial))];
}

export async function readTrial(place: TrialPlace): Promise<TrialRecord | null> {
  return readRecord(place.record, trialRecordSchema);
}

export async function readGrading(place: TrialPlace): Promise<Grading | null> {
  return readRecord(place.grading, gradingSchema);
}

/** For tools that read token counts and durations in this form. */
function timingOf(record: TrialRecord): Record<string, number | null> {
  const { input_tokens, output_tokens } = record.usage;
  return {
    schema_version: 1,
    total_tokens: input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens,
    duration_ms: record.duration_ms,
    total_duration_seconds: record.duration_ms / 1000,
  };
}
