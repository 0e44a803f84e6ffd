import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf } from './errno.ts';

/** Removes a folder with all it holds, also where the right to write was taken from folders in it; fine when it is gone. */
export async function removeTree(path: string): Promise<void> {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  try {
    if (found.isDirectory()) await removeFolder(Buffer.from(path));
    else unlinkSync(path);
  } catch (error) {
    // Closed, gone meanwhile, or a process that got away still writes in it.
    if (errnoOf(error) === null) throw error;
    if (errnoOf(error) === 'EACCES' || errnoOf(error) === 'EPERM') await openFolders(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** One folder at a time without the thread pool, which would take four times as long. Names need not be UTF-8. */
async function removeFolder(folder: Buffer): Promise<void> {
  for (const entry of readdirSync(folder, { encoding: 'buffer', withFileTypes: true })) {
    const path = Buffer.concat([folder, SLASH, entry.name]);
    if (entry.isDirectory()) await removeFolder(path);
    else unlinkSync(path);
  }
  rmdirSync(folder);
  await nextTurn();
}

const SLASH = Buffer.from('/');

async function openFolders(path: string): Promise<void> {
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
