import { join } from 'node:path';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { foldersIn, isForeign } from './foreign.ts';
import { type ReadGrading, readLooseGrading } from './foreign-grading.ts';
import { type TrialPlace, trialAt, type Workspace } from './layout.ts';
import { readRecord, readText } from './records.ts';
import { whyUnreadable } from './unreadable.ts';

/** The first trial of an eval, as far as it can be read, whoever wrote it. */
export interface ReadTrial {
  readonly evalId: string;
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
  const read = (await isForeign(workspace)) ? readForeignTrial : readOurTrial;
  const names = (await foldersIn(dir)).filter((name) => name.startsWith(PREFIX));
  const sorted = names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return Promise.all(sorted.map((name) => read(name.slice(PREFIX.length), trialAt(join(dir, name)))));
}

const PREFIX = 'eval-';

async function readForeignTrial(evalId: string, place: TrialPlace): Promise<ReadTrial> {
  return { evalId, place, record: null, ...(await readGradingAt(place)) };
}

/** A grading that does not belong to a trial which ended as graded is none of ours. */
async function readOurTrial(id: string, place: TrialPlace): Promise<ReadTrial> {
  const { record, problem } = await readOurRecord(place);
  const { grading, problems } = await readGradingAt(place);
  return {
    evalId: record?.eval_id ?? id,
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
