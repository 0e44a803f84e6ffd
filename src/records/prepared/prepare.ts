import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runRecordSchema } from '../../core/schema/run.ts';
import { type EvalCase, openEvals, sealedEvals } from '../../core/schema/suite.ts';
import { withSplits } from '../../core/splits.ts';
import { loadSuite } from '../../evals/suite.ts';
import { writeDurable } from '../../platform/atomic.ts';
import type { Workspace } from '../../store/layout.ts';
import { readRecord, readText } from '../../store/records.ts';
import { evalDocument, inputDocument } from '../eval-document.ts';

export interface Prepared {
  /** Absolute. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Evals by split; those set apart are counted and not written. */
  readonly counts: { readonly train: number; readonly val: number; readonly test: number };
}

/**
 * Writes the evals of a skill in one form, by split, with and without what is expected, into `prepared/` of its workspace:
 * `train.json`, `val.json`, `*.no_label.json`, `description.md` and `metadata.json`. Splits are those of the run where there
 * is one. A UserError `invalid_evals` for a suite that cannot be understood.
 */
export async function prepare(skillDir: string, workspace: Workspace): Promise<Prepared> {
  const run = await readRecord(workspace.run, runRecordSchema);
  const { evals: all } = await loadSuite(skillDir);
  const evals = withSplits(all, run?.splits ?? {});
  const folder = join(workspace.root, 'prepared');
  const open = openEvals(evals);
  const splits = { train: inSplit(open, 'train'), val: inSplit(open, 'val') };
  const texts: Record<string, string> = {};
  for (const [name, cases] of Object.entries(splits)) {
    texts[`${name}.json`] = documentOf(cases.map(evalDocument));
    texts[`${name}.no_label.json`] = documentOf(cases.map(withoutLabels));
  }
  texts['description.md'] = (await readText(join(skillDir, 'evals', 'description.md'))) ?? '';
  const counts = { train: splits.train.length, val: splits.val.length, test: sealedEvals(evals).length };
  const sha256 = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, hashOf(text)]));
  texts['metadata.json'] = `${JSON.stringify({ schema_version: 1, counts, sha256 }, null, 2)}\n`;
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(texts)) await writeDurable(join(folder, name), text);
  return { folder, files: Object.keys(texts), counts };
}

function inSplit(evals: readonly EvalCase[], split: 'train' | 'val'): readonly EvalCase[] {
  return evals.filter((one) => one.split === null || one.split === split);
}

/** What an executor is given: prompt and inputs. */
function withoutLabels({ id, prompt, files }: EvalCase) {
  return { id, prompt, ...(files.length === 0 ? {} : { files: files.map(inputDocument) }) };
}

function documentOf(evals: readonly object[]): string {
  return `${JSON.stringify({ schema_version: 1, evals }, null, 2)}\n`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
