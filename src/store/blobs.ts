import { renameSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../platform/atomic.ts';
import { type Content, copyFile } from '../platform/tree-files.ts';
import { syncFile } from '../platform/tree-flush.ts';
import type { BlobsPlace } from './layout.ts';

let written = 0;

/**
 * Keeps the bytes of a file of about `size` bytes under their hash, and resolves when they are on disk. The same bytes
 * are kept once, whoever writes them at the same time: each writes a copy of its own and gives it their name.
 */
export async function putBlob(from: string, size: number, { root, path }: BlobsPlace): Promise<Content> {
  const dir = join(root, path);
  const made = await mkdir(dir, { recursive: true });
  if (made !== undefined) for (const folder of [dirname(dir), dirname(dirname(dir))]) await syncFolder(folder);
  written += 1;
  const copy = join(dir, `copy.${process.pid}.${written}`);
  try {
    const content = await copyFile({ from, to: copy, mode: 0o444, size });
    await syncFile(copy);
    renameSync(copy, join(dir, content.sha256));
    await syncFolder(dir);
    return content;
  } catch (error) {
    await rm(copy, { force: true });
    throw error;
  }
}
