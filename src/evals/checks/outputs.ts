import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import glob from 'fast-glob';
import { errnoOf } from '../../platform/errno.ts';
import { listFiles } from '../outputs.ts';
import { NotCheckable } from './not-checkable.ts';

/** Bytes of all files that one check reads. */
const READ_LIMIT = 64 * 1024 * 1024;

export interface OutputText {
  readonly name: string;
  readonly bytes: Buffer;
  readonly text: string;
  /** False where bytes were replaced because they are no UTF-8. */
  readonly utf8: boolean;
}

/** The outputs that a name or glob means, in the order of their bytes; links are never followed. */
export async function matchingFiles(outputs: string, file: string): Promise<readonly string[]> {
  const name = posix.normalize(file);
  const there = await listFiles(outputs);
  if (there.includes(name)) return [name];
  if (!glob.isDynamicPattern(name)) return [];
  const options = { cwd: outputs, dot: true, followSymbolicLinks: false, suppressErrors: true };
  const matching = new Set(await glob(name, options));
  return there.filter((path) => matching.has(path));
}

/** As `matchingFiles`; throws NotCheckable when there is none. */
export async function existingFiles(outputs: string, file: string): Promise<readonly string[]> {
  const names = await matchingFiles(outputs, file);
  if (names.length === 0) throw new NotCheckable(`no output is named ${file}`);
  return names;
}

/** The texts of the outputs that `file` means. Throws NotCheckable when there is none, or more than can be read. */
export async function matchingTexts(outputs: string, file: string): Promise<readonly OutputText[]> {
  const names = await existingFiles(outputs, file);
  const sizes = await Promise.all(names.map((name) => sizeOf(outputs, name)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > READ_LIMIT) throw new NotCheckable(`${file} is ${total} bytes, and a check reads at most ${READ_LIMIT}`);
  return Promise.all(names.map((name) => readOutput(outputs, name)));
}

/** Bytes of an output. */
export async function sizeOf(outputs: string, name: string): Promise<number> {
  return (await stat(join(outputs, name))).size;
}

async function readOutput(outputs: string, name: string): Promise<OutputText> {
  try {
    const bytes = await readFile(join(outputs, name));
    return { name, bytes, text: bytes.toString('utf8'), utf8: isUtf8(bytes) };
  } catch (error) {
    const code = errnoOf(error);
    if (code === null) throw error;
    throw new NotCheckable(`${name} cannot be read (${code})`);
  }
}
