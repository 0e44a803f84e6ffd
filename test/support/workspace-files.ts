import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkSeal } from '../../src/store/seal.ts';

/** The text of `results.tsv` with every timestamp as `T`. */
export async function resultsOf(workspace: string): Promise<string> {
  const text = await readFile(join(workspace, 'results.tsv'), 'utf8');
  return withoutTimes(text);
}

export function withoutTimes(text: string): string {
  return text.replaceAll(/\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00\t/g, '\tT\t');
}

export async function readJson(...parts: readonly string[]) {
  return JSON.parse(await readFile(join(...parts), 'utf8'));
}

/** Puts another text in the place of a file, which may have lost its write bits. */
export async function overwrite(path: string, text: string): Promise<void> {
  await rm(path);
  await writeFile(path, text);
}

/** Paths of all that lies below a folder, sorted. */
export async function pathsBelow(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).sort();
}

/** Every iteration of a workspace whose seal is missing or does not hold, with what is wrong. */
export async function brokenSeals(workspace: string): Promise<readonly object[]> {
  const iterations = (await readdir(workspace)).filter((name) => name.startsWith('iteration-'));
  const checks = await Promise.all(
    iterations.map(async (iteration) => ({ iteration, check: await checkSeal(join(workspace, iteration)) })),
  );
  return checks.filter(({ check }) => check === null || Object.values(check).some((paths) => paths.length > 0));
}
