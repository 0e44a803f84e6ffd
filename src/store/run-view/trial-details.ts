import { join } from 'node:path';
import { cellOf } from '../../core/cells.ts';
import type { TrialDetails, ViewedOutput, ViewedTrial } from '../../core/run-view.ts';
import { outputReferenceSchema, referencedBy } from '../../core/schema/output-reference.ts';
import { runRecordSchema } from '../../core/schema/run.ts';
import { trialRecordSchema } from '../../core/schema/trial.ts';
import { isForeign } from '../foreign.ts';
import { readLooseGrading } from '../foreign-grading.ts';
import type { Workspace } from '../layout.ts';
import { type Door, openDoor } from './door.ts';
import { type SuiteReader, storedSuite } from './evals.ts';
import { cutText } from './text.ts';

/** Characters of a transcript that are read at once. */
const TRANSCRIPT = 2_000_000;
/** Of an evidence, a prompt or a suggestion. */
const PASSAGE = 100_000;

/** What is long about a trial of a view of this workspace. Never fails on what the files hold. */
export async function readTrialDetails(
  workspace: Workspace,
  trial: Pick<ViewedTrial, 'eval_id' | 'folder' | 'marks'>,
  readSuite: SuiteReader,
): Promise<TrialDetails> {
  const door = openDoor(workspace.root);
  const { expectations, suggestions } = graded(door, trial);
  const transcript = door.text(`${trial.folder}/transcript.md`);
  return {
    prompt: await promptOf(workspace, trial.eval_id, readSuite),
    expectations,
    suggestions,
    transcript: transcript === null ? null : cutText(transcript, TRANSCRIPT),
    outputs: outputsOf(door, trial.folder).map(({ path, bytes }) => ({ path, bytes })),
    problems: door.problems(),
  };
}

/** One of its outputs; null where it is no plain file of the trial. */
export function readTrialOutput(workspace: Workspace, trial: Pick<ViewedTrial, 'folder'>, path: string): Buffer | null {
  const door = openDoor(workspace.root);
  const output = outputsOf(door, trial.folder).find((one) => one.path === path);
  return output === undefined ? null : door.bytes(output.at);
}

/** A grading of a trial without a score is none that counts. */
function graded(door: Door, { folder, marks }: Pick<ViewedTrial, 'folder' | 'marks'>) {
  const path = `${folder}/grading.json`;
  const text = marks === null ? null : door.text(path);
  const { grading, problems } = text === null ? { grading: null, problems: [] } : readLooseGrading(text);
  for (const problem of problems) door.note(path, problem);
  const cut = (passage: string) => cutText(passage, PASSAGE).text;
  const expectations = grading?.expectations ?? [];
  return {
    expectations: expectations.map((item) => ({ ...item, text: cut(item.text), evidence: cut(item.evidence) })),
    suggestions: grading?.suggestions.map(cut) ?? [],
  };
}

async function promptOf({ root, ...workspace }: Workspace, evalId: string, readSuite: SuiteReader) {
  const door = openDoor(root);
  const run = door.record('run.json', runRecordSchema);
  const found = (await storedSuite(root, door, readSuite)).find(({ id }) => id === cellOf(evalId).evalId);
  if (found === undefined) return null;
  const isKnown = run !== null || (await isForeign({ root, ...workspace }));
  const isSealed = !isKnown || (run?.splits[found.id] ?? found.split) === 'test';
  return isSealed ? null : cutText(found.prompt, PASSAGE).text;
}

interface FoundOutput extends ViewedOutput {
  /** Where its bytes are, as the door takes it. */
  readonly at: string;
}

/** What a trial made, large outputs by their own names and sizes. */
function outputsOf(door: Door, folder: string): readonly FoundOutput[] {
  const root = `${folder}/outputs`;
  const found = outputsBelow(door, root);
  const mayRefer = found.some(({ path }) => referencedBy(path) !== null);
  const record = mayRefer ? door.record(`${folder}/trial.json`, trialRecordSchema) : null;
  return found.map(({ path, bytes }) => {
    const [name, at] = [referencedBy(path), `${root}/${path}`];
    const isReference = name !== null && record?.referenced_outputs.includes(name) === true;
    const reference = isReference ? door.record(at, outputReferenceSchema) : null;
    return name === null || reference === null
      ? { path, bytes, at }
      : { path: name, bytes: reference.size, at: reference.path };
  });
}

/** Links and what lies behind them are no outputs that anybody reads. */
function outputsBelow(door: Door, root: string): readonly ViewedOutput[] {
  const found: ViewedOutput[] = [];
  const ahead = [''];
  for (let dir = ahead.pop(); dir !== undefined; dir = ahead.pop()) {
    const at = join(root, dir).replace(/\/$/, '');
    for (const name of door.files(at)) found.push({ path: `${dir}${name}`, bytes: door.size(`${at}/${name}`) ?? 0 });
    for (const name of door.folders(at).toReversed()) ahead.push(`${dir}${name}/`);
  }
  return found;
}
