import { cp, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import glob from 'fast-glob';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import type { StagedInput } from './stage.ts';

export interface CollectedOutputs {
  /** Names relative to the work folder, sorted. */
  readonly files: readonly string[];
  /** Inputs that the agent removed. */
  readonly deletedInputs: readonly string[];
}

/** Copies every file of the work folder that is new or changed to `to`. Links are not followed and not kept. */
export async function collectOutputs(
  cwd: string,
  inputs: readonly StagedInput[],
  to: string,
): Promise<CollectedOutputs> {
  const present = await listFiles(cwd);
  const unchanged = await unchangedInputs(cwd, inputs, present);
  const files = present.filter((name) => !unchanged.has(name));
  await mkdir(to, { recursive: true });
  for (const name of files) {
    await mkdir(dirname(join(to, name)), { recursive: true });
    await cp(join(cwd, name), join(to, name));
  }
  return { files, deletedInputs: await missingInputs(cwd, inputs) };
}

/** Files below a folder of an agent, sorted; its git folder and links are left out. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const options = { cwd: folder, dot: true, onlyFiles: true, followSymbolicLinks: false, ignore: ['.git/**'] };
  return (await glob('**', options)).sort();
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
      if (await sameBytes(join(cwd, name), join(input.source, name.slice(input.name.length)))) unchanged.add(name);
    }
  }
  return unchanged;
}

async function missingInputs(cwd: string, inputs: readonly StagedInput[]): Promise<readonly string[]> {
  const there = await Promise.all(inputs.map(({ name }) => exists(join(cwd, name))));
  return inputs.filter((_, index) => there[index] === false).map(({ name }) => name);
}

async function sameBytes(a: string, b: string): Promise<boolean> {
  try {
    const [first, second] = await Promise.all([readFile(a), readFile(b)]);
    return first.equals(second);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
