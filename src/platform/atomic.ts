import { closeSync, fchmodSync, fsync, lstatSync, openSync, renameSync, type Stats, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { naming } from './errno.ts';

/**
 * Writes a file so that its path holds either the old or the whole new content, even after a power cut: to a
 * temporary name in the same folder, flushed, renamed. Rejects with the old content in place, as when the disk is full.
 * The mode of a file that is replaced is kept; a link is replaced and never written through.
 */
export async function writeDurable(path: string, content: string | Uint8Array): Promise<void> {
  await naming(path, () => replace(path, content));
  await syncFolder(dirname(path));
}

const flush = promisify(fsync);
let written = 0;

async function replace(path: string, content: string | Uint8Array): Promise<void> {
  written += 1;
  const temporary = `${path}.${process.pid}.${written}`;
  try {
    await writeFlushed(temporary, content, lstatSync(path, { throwIfNoEntry: false }));
    renameSync(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeFlushed(path: string, content: string | Uint8Array, like: Stats | undefined): Promise<void> {
  // Only the flush is worth a way through the thread pool; the rest takes less than the way.
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, content);
    if (like?.isFile()) fchmodSync(file, like.mode);
    await flush(file);
  } finally {
    closeSync(file);
  }
}

/** Whether a name is that of a file which `writeDurable` writes and then renames; what a kill leaves has such a name. */
export function isTemporary(name: string): boolean {
  return /^[^.].*\.\d+$/.test(name);
}

/** The name that a temporary one stands for; any other name is its own. */
export function nameWhenWritten(name: string): string {
  return name.replace(/\.\d+\.\d+$/, '');
}

/** `writeDurable` of a value as JSON with two spaces and a last newline. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeDurable(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Flushes a folder's list of names, which makes renames in it durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = openSync(path, 'r');
  try {
    await flush(folder);
  } finally {
    closeSync(folder);
  }
}
