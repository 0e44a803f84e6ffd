import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { exists } from '../platform/exists.ts';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { type StoredOutput, storedOutputs } from '../store/stored-outputs.ts';
import { type EvidenceSources, plainText } from './judge-evidence.ts';

/** Bytes of an output from which on no evidence is looked for in it. */
const LARGEST = 16 * 1024 * 1024;

/** What the evidence about a stored trial may quote: its transcript without the task's own words, and its outputs. */
export async function evidenceSources(
  place: Pick<TrialPlace, 'transcript' | 'outputs' | 'record' | 'blobs'>,
  task: string,
): Promise<EvidenceSources> {
  const outputs = await storedOutputs(place);
  const files = await Promise.all(outputs.map(textOf));
  const told = ((await readText(place.transcript)) ?? '').replace(task, () => '');
  return {
    texts: [told, ...files].map(plainText),
    outputs: new Set(outputs.flatMap(({ name }) => [name, `outputs/${name}`, `./outputs/${name}`, basename(name)])),
  };
}

/** The bytes of a large output may be gone; then nothing can be quoted from it. */
async function textOf({ path, size, reference }: StoredOutput): Promise<string> {
  if (size > LARGEST || (reference !== null && !(await exists(path)))) return '';
  return readFile(path, 'utf8');
}
