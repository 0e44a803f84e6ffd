import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { cellOf } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import { listFiles } from '../evals/outputs.ts';
import { loadSuite } from '../evals/suite.ts';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import type { OutputText } from '../report/output-texts.ts';
import type { ShownTrial, TrialTexts } from '../report/show-trial.ts';
import type { ReadTrial } from '../store/foreign-trials.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import { storedOutputs } from '../store/stored-outputs.ts';
import { byEval, type Inspected } from './iteration-in.ts';
import type { Shell } from './shell.ts';
import { shownResult } from './show-iteration.ts';
import { shownPath } from './shown-path.ts';

/** The trial that `EVAL` or `EVAL/K` means, gathered for people. A UserError `usage` when the iteration has none of it. */
export async function shownTrial(shell: Shell, inspected: Inspected, name: string): Promise<ShownTrial> {
  const { workspace, number, trials } = inspected;
  const { evalId, trial, place, record, grading } = trialNamed(inspected, name);
  return {
    iteration: number,
    eval_id: evalId,
    trial,
    trials: trials.filter((one) => one.evalId === evalId).map(shownResult),
    outcome: grading === null ? (record?.outcome ?? null) : 'graded',
    error: record?.error?.message ?? null,
    reused_from: record?.cache_hit ?? null,
    prompt: await promptOf(workspace, evalId),
    expectations: grading?.expectations ?? [],
    votes: grading?.votes ?? null,
    suggestions: grading?.suggestions ?? [],
    outputs: await outputsOf(place, record),
    transcript: (await exists(place.transcript)) ? shownPath(shell.cwd, place.transcript) : null,
  };
}

/** Names of what it made; what another tool keeps there is listed as it is. */
async function outputsOf(place: TrialPlace, record: TrialRecord | null): Promise<readonly string[]> {
  if (record !== null) return (await storedOutputs(place)).map(({ name }) => name);
  return (await exists(place.outputs)) ? listFiles(place.outputs) : [];
}

/** Bytes of an output beyond which it is not read to be shown. */
const TEXT = 100_000;

/** What of the outputs of a trial can be read as text. */
export async function textsOf({ cwd }: Shell, inspected: Inspected, name: string): Promise<TrialTexts> {
  const { place, record } = trialNamed(inspected, name);
  const texts: OutputText[] = [];
  for (const output of record === null ? [] : await storedOutputs(place)) {
    const bytes = output.size > TEXT ? null : await readBytes(output.path);
    if (bytes === null || bytes.includes(0) || !isUtf8(bytes)) continue;
    texts.push({ name: output.name, text: bytes.toString('utf8') });
  }
  return { folder: shownPath(cwd, place.outputs), texts };
}

/** null where it is gone: `verify` says so. */
async function readBytes(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** An id may hold slashes itself, so that of an eval wins. */
function trialNamed({ number, trials }: Inspected, name: string): ReadTrial {
  const trial =
    trials.find(({ evalId }) => evalId === name) ?? trials.find((one) => `${one.evalId}/${one.trial}` === name);
  if (trial !== undefined) return trial;
  const counts = [...byEval(trials)].map(([id, { length }]) => (length > 1 ? `${id} (${length} trials)` : id));
  throw new UserError('usage', `Iteration ${number} has no trial of an eval ${JSON.stringify(name)}.`, {
    hint: trials.length === 0 ? 'It has no trials.' : `It has ${counts.join(', ')}.`,
  });
}

/** The suite of another tool may be none of ours; then the prompt is not known. */
async function promptOf(workspace: Workspace, evalId: string): Promise<string | null> {
  try {
    const { evals } = await loadSuite(workspace.version('v0'), { allowMissingFiles: true });
    return evals.find(({ id }) => id === cellOf(evalId).evalId)?.prompt ?? null;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
