import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { TrialPlace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { type EvidenceSources, plainText } from './judge-evidence.ts';
import { listFiles } from './outputs.ts';

/** Bytes of an output from which on no evidence is looked for in it. */
const LARGEST = 16 * 1024 * 1024;

/** What the evidence about a stored trial may quote: its transcript without the task's own words, and its outputs. */
export async function evidenceSources(
  { transcript, outputs }: Pick<TrialPlace, 'transcript' | 'outputs'>,
  task: string,
): Promise<EvidenceSources> {
  const names = await listFiles(outputs);
  const files = await Promise.all(names.map((name) => textOf(join(outputs, name))));
  const told = ((await readText(transcript)) ?? '').replace(task, () => '');
  return {
    texts: [told, ...files].map(plainText),
    outputs: new Set(names.flatMap((name) => [name, `outputs/${name}`, `./outputs/${name}`, basename(name)])),
  };
}

async function textOf(path: string): Promise<string> {
  return (await stat(path)).size > LARGEST ? '' : readFile(path, 'utf8');
}
