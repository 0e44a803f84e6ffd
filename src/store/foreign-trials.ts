import { join } from 'node:path';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { foldersIn, isForeign } from './foreign.ts';
import { type ReadGrading, readLooseGrading } from './foreign-grading.ts';
import {
  AGENT_PREFIX,
  type BlobsPlace,
  furtherTrialOf,
  type TrialPlace,
  trialAt,
  trialIn,
  type Workspace,
} from './layout.ts';
import { readRecord, readText } from './records.ts';
import { whyUnreadable } from './unreadable.ts';

/** A trial, as far as it can be read, whoever wrote it. */
export interface ReadTrial {
  readonly evalId: string;
  /** From 1. */
  readonly trial: number;
  readonly place: TrialPlace;
  /** null where another tool keeps none. */
  readonly record: TrialRecord | null;
  /** null when the trial has no score. */
  readonly grading: ReadGrading | null;
  readonly problems: readonly ReadProblem[];
}

/** What is wrong with a file; the path is absolute. */
export interface ReadProblem {
  readonly path: string;
  readonly message: string;
}

/** The trials in an iteration's folder by their evals; the numbers among the ids stand in their order. */
export async function readTrials(workspace: Workspace, iteration: number): Promise<readonly ReadTrial[]> {
  const { dir } = workspace.iteration(iteration);
  if (await isForeign(workspace)) return readTrialsIn({ dir, blobs: workspace.blobs }, readForeignTrials);
  const agents = (await foldersIn(dir)).filter((name) => name.startsWith(AGENT_PREFIX)).sort();
  const folders = [dir, ...agents.map((name) => join(dir, name))];
  return (
    await Promise.all(folders.map((folder) => readTrialsIn({ dir: folder, blobs: workspace.blobs }, readOurTrials)))
  ).flat();
}

async function readTrialsIn({ dir, blobs }: EvalPlace, read: typeof readOurTrials): Promise<readonly ReadTrial[]> {
  const names = (await foldersIn(dir)).filter((name) => name.startsWith(PREFIX));
  const sorted = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return (
    await Promise.all(sorted.map((name) => read(name.slice(PREFIX.length), { dir: join(dir, name), blobs })))
  ).flat();
}

const PREFIX = 'eval-';

interface EvalPlace {
  /** The folder of an eval, or of the evals of an agent. */
  readonly dir: string;
  readonly blobs: BlobsPlace;
}

/** What another tool may keep below the folder of an eval is not known. */
async function readForeignTrials(evalId: string, { dir, blobs }: EvalPlace): Promise<readonly ReadTrial[]> {
  const place = trialAt(dir, blobs);
  return [{ evalId, trial: 1, place, record: null, ...(await readGradingAt(place)) }];
}

async function readOurTrials(id: string, place: EvalPlace): Promise<readonly ReadTrial[]> {
  const further = (await foldersIn(place.dir)).flatMap((name) => furtherTrialOf(name) ?? []).sort((a, b) => a - b);
  const trials = await Promise.all([1, ...further].map((trial) => readOurTrial(place, trial)));
  const evalId = trials.find(({ record }) => record !== null)?.record?.eval_id ?? id;
  return trials.map((trial) => ({ evalId, ...trial }));
}

/** A grading that does not belong to a trial which ended as graded is none of ours. */
async function readOurTrial({ dir, blobs }: EvalPlace, trial: number): Promise<Omit<ReadTrial, 'evalId'>> {
  const place = trialAt(trialIn(dir, trial), blobs);
  const { record, problem } = await readOurRecord(place);
  const { grading, problems } = await readGradingAt(place);
  return {
    trial,
    place,
    record,
    grading: record?.outcome === 'graded' ? grading : null,
    problems: [...problem, ...problems],
  };
}

async function readGradingAt({ grading: path }: TrialPlace): Promise<Pick<ReadTrial, 'grading' | 'problems'>> {
  try {
    const text = await readText(path);
    if (text === null) return { grading: null, problems: [] };
    const { grading, problems } = readLooseGrading(text);
    return { grading, problems: problems.map((message) => ({ path, message })) };
  } catch (error) {
    return { grading: null, problems: [{ path, message: whyUnreadable(path, error) }] };
  }
}

async function readOurRecord({ record: path }: TrialPlace) {
  try {
    return { record: await readRecord(path, trialRecordSchema), problem: [] };
  } catch (error) {
    return { record: null, problem: [{ path, message: whyUnreadable(path, error) }] };
  }
}
