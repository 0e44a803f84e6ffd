import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../platform/errno.ts';

/** The bytes of a file below `evals/`, named relative to it with or without `evals/` in front; null when there is none. */
export async function readSuiteFile(evals: string, name: string): Promise<Buffer | null> {
  return (await foundSuiteFile(evals, name))?.bytes ?? null;
}

/** The same with the file's path relative to `evals/`. */
export async function foundSuiteFile(
  evals: string,
  name: string,
): Promise<{ readonly path: string; readonly bytes: Buffer } | null> {
  for (const path of [name, name.replace(/^evals\//, '')]) {
    const bytes = await readIfFile(join(evals, path));
    if (bytes !== null) return { path, bytes };
  }
  return null;
}

/** What is wrong with a file that a check names; null when it is there. */
export async function suiteFileProblem(evals: string, name: string): Promise<string | null> {
  return (await readSuiteFile(evals, name)) === null ? `${JSON.stringify(name)} is no file below evals/` : null;
}

async function readIfFile(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(errnoOf(error) ?? '')) return null;
    throw error;
  }
}
