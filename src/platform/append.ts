import { closeSync, fdatasync, fstatSync, openSync, writeSync } from 'node:fs';
import { readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { syncFolder } from './atomic.ts';
import { isMissing, naming } from './errno.ts';

/**
 * Adds lines to a file, in one write, and flushes it. A line holds no line end; the file is made if need be. Rejects
 * when they did not fit, as on a full disk; what fitted of a line is cut off by `repairTail`.
 */
export function appendLines(path: string, lines: readonly string[]): Promise<void> {
  return naming(path, () => append(path, lines.map((line) => `${line}\n`).join('')));
}

const flush = promisify(fdatasync);

async function append(path: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  // Only the flush is worth a way through the thread pool; the rest takes less than the way.
  const file = openSync(path, 'a');
  try {
    let written = writeSync(file, bytes);
    // The system says why it wrote a part only when it is asked for the rest.
    while (written < bytes.length) written += writeSync(file, bytes, written);
    await flush(file);
    if (fstatSync(file).size === bytes.length) await syncFolder(dirname(path));
  } finally {
    closeSync(file);
  }
}

/** Cuts off a last line without line end, which a kill tore, and returns it; null when nothing was torn. */
export async function repairTail(path: string): Promise<string | null> {
  const bytes = await readIfThere(path);
  const whole = bytes.lastIndexOf('\n') + 1;
  if (whole === bytes.length) return null;
  await truncate(path, whole);
  return bytes.subarray(whole).toString('utf8');
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  }
}
