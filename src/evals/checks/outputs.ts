import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import glob from 'fast-glob';
import { z } from 'zod';

/** The `file` field of a check: a name or glob below the trial's outputs. */
export const outputFile = z
  .string()
  .min(1)
  .refine((name) => !name.startsWith('/') && !name.split('/').includes('..'), 'leaves the trial’s outputs');

/** The outputs that `file` means, sorted; links are never followed. */
export async function matchingFiles(outputs: string, file: string): Promise<readonly string[]> {
  const options = { cwd: outputs, dot: true, onlyFiles: true, followSymbolicLinks: false };
  const [exact, byPattern] = await Promise.all([glob(glob.escapePath(file), options), glob(file, options)]);
  return (exact.length > 0 ? exact : byPattern).sort();
}

/** The texts of the outputs that `file` means. */
export async function matchingTexts(outputs: string, file: string): Promise<readonly { name: string; text: string }[]> {
  const names = await matchingFiles(outputs, file);
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(outputs, name), 'utf8') })));
}
