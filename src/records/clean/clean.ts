import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../../platform/errno.ts';
import { removeTree } from '../../platform/tree-remove.ts';
import { walkTree } from '../../platform/tree-walk.ts';
import type { Removal } from './plan-clean.ts';

/** Takes away what was planned. Files that git tracks stay, with the folders that hold them. */
export async function clean(removals: readonly Removal[]): Promise<void> {
  for (const { path, tracked } of removals) {
    if (tracked.length === 0) await removeTree(path);
    else await removeUntracked(path, new Set(tracked));
  }
}

async function removeUntracked(root: string, tracked: ReadonlySet<string>): Promise<void> {
  const entries = await walkTree(root, () => true);
  for (const { path, kind } of entries) {
    if (kind !== 'folder' && !tracked.has(path)) await removeTree(join(root, path));
  }
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ path }) => join(root, path));
  for (const folder of folders.toReversed()) await removeEmpty(folder);
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) await rmdir(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTEMPTY') throw error;
  }
}
