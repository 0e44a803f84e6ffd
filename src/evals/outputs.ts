import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, isMissing } from '../platform/errno.ts';
import { exists, isPlainFolder } from '../platform/exists.ts';
import { walkTree } from '../platform/tree-walk.ts';
import type { StagedInput } from './stage.ts';

export interface CollectedOutputs {
  /** Names relative to the work folder, in the order of their bytes. */
  readonly files: readonly string[];
  /** What the agent left that cannot be kept: files we may not read, names that are no UTF-8. */
  readonly unreadable: readonly string[];
  /** Inputs that the agent removed. */
  readonly deletedInputs: readonly string[];
}

/**
 * Copies every file of the work folder, a real path, that is new or changed to `to`, which must be out of the agent's
 * reach. Links and special files are not kept, and nothing at all when the agent made the way to its folder a link.
 */
export async function collectOutputs(
  cwd: string,
  inputs: readonly StagedInput[],
  to: string,
): Promise<CollectedOutputs> {
  const found = (await isPlainFolder(cwd)) ? await entriesIn(cwd) : [];
  const present = found.flatMap(({ path, kind }) => (kind === 'file' ? [path] : []));
  const unchanged = await unchangedInputs(cwd, inputs, present);
  const files: string[] = [];
  const unreadable = found.flatMap(({ path, kind }) => (kind === 'misnamed' ? [path] : []));
  await mkdir(to, { recursive: true });
  for (const name of present.filter((path) => !unchanged.has(path))) {
    const copied = await copyReadable(join(cwd, name), join(to, name));
    (copied ? files : unreadable).push(name);
  }
  return { files, unreadable, deletedInputs: await missingInputs(cwd, inputs) };
}

/** Files below a folder of an agent; its git folder is left out, and a folder that the agent removed is empty. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  return (await entriesIn(folder)).flatMap(({ path, kind }) => (kind === 'file' ? [path] : []));
}

async function entriesIn(folder: string): ReturnType<typeof walkTree> {
  try {
    return await walkTree(folder, (path) => path !== '.git');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function copyReadable(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') return false;
    throw error;
  }
}

async function unchangedInputs(
  cwd: string,
  inputs: readonly StagedInput[],
  present: readonly string[],
): Promise<ReadonlySet<string>> {
  const unchanged = new Set<string>();
  for (const input of inputs) {
    const below = present.filter((name) => name === input.name || name.startsWith(`${input.name}/`));
    for (const name of below) {
      if (await isAsStaged(join(cwd, name), name.slice(input.name.length), input)) unchanged.add(name);
    }
  }
  return unchanged;
}

async function missingInputs(cwd: string, inputs: readonly StagedInput[]): Promise<readonly string[]> {
  const there = await Promise.all(inputs.map(({ name }) => exists(join(cwd, name))));
  return inputs.filter((_, index) => there[index] === false).map(({ name }) => name);
}

/** `below` is the file's place in an input that is a folder. */
async function isAsStaged(path: string, below: string, { origin }: StagedInput): Promise<boolean> {
  try {
    const staged = origin.type === 'path' ? await readFile(join(origin.path, below)) : Buffer.from(origin.content);
    return staged.equals(await readFile(path));
  } catch (error) {
    if (isMissing(error) || errnoOf(error) === 'EACCES') return false;
    throw error;
  }
}
