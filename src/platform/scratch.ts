import { chmod, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errnoOf } from './errno.ts';

/** Number of characters that mkdtemp adds. */
const RANDOM_LENGTH = 6;

/** Makes a folder below `base` (the system's temp folder) that only we may enter; returns its real path. */
export async function createScratch(runId: string, base: string = tmpdir()): Promise<string> {
  return mkdtemp(join(await realpath(base), prefixOf(runId)));
}

/** Removes a scratch folder with all it holds, also where an agent took away the right to write; fine when it is gone. */
export async function removeScratch(path: string): Promise<void> {
  try {
    await removeTree(path);
  } catch (error) {
    if (errnoOf(error) !== 'EACCES' && errnoOf(error) !== 'EPERM') throw error;
    await openFolders(path);
    await removeTree(path);
  }
}

/** Removes the scratch folders that a killed process left of this run; returns how many. */
export async function sweepScratch(runId: string, base: string = tmpdir()): Promise<number> {
  const prefix = prefixOf(runId);
  const names = (await readdir(base)).filter(
    (name) => name.startsWith(prefix) && name.length === prefix.length + RANDOM_LENGTH,
  );
  for (const name of names) await removeScratch(join(base, name));
  return names.length;
}

function prefixOf(runId: string): string {
  return `skillratchet-${runId}-`;
}

function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 });
}

async function openFolders(path: string): Promise<void> {
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await openFolders(join(path, entry.name));
  }
}
