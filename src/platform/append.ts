import { open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './atomic.ts';
import { isMissing } from './errno.ts';

/** Adds one line to a file, in one write, and flushes it. `line` holds no line end; the file is made if need be. */
export async function appendLine(path: string, line: string): Promise<void> {
  const bytes = Buffer.from(`${line}\n`);
  const file = await open(path, 'a');
  try {
    const { bytesWritten } = await file.write(bytes);
    if (bytesWritten < bytes.length) throw new Error(`${path}: only ${bytesWritten} of ${bytes.length} bytes fitted.`);
    await file.datasync();
    const isNew = (await file.stat()).size === bytes.length;
    if (isNew) await syncFolder(dirname(path));
  } finally {
    await file.close();
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
