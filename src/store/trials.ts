import { cp, mkdir, readdir, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Grading, gradingSchema } from '../core/schema/grading.ts';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { writeDurable, writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { furtherTrialOf, type TrialPlace, type TrialsPlace } from './layout.ts';
import { readRecord } from './records.ts';

/** What an executor call left behind, ready to be stored. */
export interface ExecutionFiles {
  readonly transcript: string;
  /** JSON lines. */
  readonly trajectory: string;
  /** A folder with the trial's outputs, outside the workspace; null when there are none to keep. */
  readonly outputsFrom: string | null;
}

/**
 * Stores the executor's result of a trial. `trial.json` is written last, so that its presence means the result is
 * whole and is never paid again; without it whatever lies there is a half-written trial and is replaced.
 */
export async function writeExecution(place: TrialPlace, files: ExecutionFiles, record: TrialRecord): Promise<void> {
  if (await exists(place.record)) throw new Error(`${place.record} is written once, and it is there already`);
  await mkdir(place.dir, { recursive: true });
  await writeDurable(place.transcript, files.transcript);
  await writeDurable(place.trajectory, files.trajectory);
  await placeOutputs(files.outputsFrom, place.outputs);
  await writeJson(place.timing, timingOf(record));
  await writeJson(place.record, record);
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

async function placeOutputs(from: string | null, to: string): Promise<void> {
  await removeTree(to);
  if (from === null || (await readdir(from)).length === 0) {
    await mkdir(to, { recursive: true });
    return;
  }
  const aside = `${dirname(to)}/.outputs.partial`;
  await removeTree(aside);
  await cp(from, aside, { recursive: true, verbatimSymlinks: true });
  await rename(aside, to);
}

/** For tools that read token counts and durations in this form. */
function timingOf(record: TrialRecord): Record<string, number | null> {
  const { input_tokens, output_tokens } = record.usage;
  return {
    total_tokens: input_tokens === null || output_tokens === null ? null : input_tokens + output_tokens,
    duration_ms: record.duration_ms,
    total_duration_seconds: record.duration_ms / 1000,
  };
}
