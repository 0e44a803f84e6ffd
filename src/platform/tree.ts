import { chmod, constants, copyFile, mkdir, open, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashFile } from 'hasha';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { syncFolder } from './atomic.ts';
import { inBatches } from './tree-batches.ts';
import { type ListedEntry, type ListOptions, listTree } from './tree-list.ts';

/** The entries below `root` with hashes, in the order of their paths' bytes. Throws as `listTree` does. */
export async function hashTree(root: string, options: ListOptions = {}): Promise<TreeEntry[]> {
  const { entries } = await listTree(root, options);
  return inBatches(entries, (entry) => hashEntry(root, entry));
}

export interface CopyOptions extends ListOptions {
  /** Permission bits of an entry of the copy; those of the source by default. */
  readonly mode?: (entry: Exclude<ListedEntry, { type: 'link' }>) => number;
  /** Whether everything is on disk when the copy is done. */
  readonly flush?: boolean;
}

/**
 * Copies the tree `from` to `to`, which must not exist; its parents are made. The entries are hashed from what was
 * written and have the modes of the source. Throws as `listTree` does, before anything is written.
 */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<TreeEntry[]> {
  const { entries } = await listTree(from, options);
  const folders = entries.filter((entry) => entry.type === 'folder');
  await mkdir(dirname(to), { recursive: true });
  await mkdir(to);
  for (const { path } of folders) await mkdir(join(to, path));
  const copied = await inBatches(entries, (entry) => copyEntry({ from, to, options }, entry));
  for (const folder of folders.toReversed()) await finishFolder(to, folder, options);
  if (options.flush) await syncFolder(to);
  return copied;
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly options: CopyOptions;
}

async function copyEntry({ from, to, options }: Copy, entry: ListedEntry): Promise<TreeEntry> {
  const target = join(to, entry.path);
  if (entry.type === 'folder') return entry;
  if (entry.type === 'link') {
    await symlink(entry.target, target);
    return entry;
  }
  await copyFile(join(from, entry.path), target, constants.COPYFILE_EXCL);
  const hashed = await hashEntry(to, entry);
  await chmod(target, options.mode?.(entry) ?? entry.mode);
  if (options.flush) await syncFile(target);
  return hashed;
}

/** Modes of folders come last, for a folder may be closed to writing. */
async function finishFolder(
  to: string,
  folder: Extract<ListedEntry, { type: 'folder' }>,
  options: CopyOptions,
): Promise<void> {
  const path = join(to, folder.path);
  if (options.flush) await syncFolder(path);
  await chmod(path, options.mode?.(folder) ?? folder.mode);
}

async function hashEntry(root: string, entry: ListedEntry): Promise<TreeEntry> {
  if (entry.type !== 'file') return entry;
  const path = join(root, entry.path);
  const [sha256, { size }] = await Promise.all([hashFile(path, { algorithm: 'sha256' }), stat(path)]);
  return { ...entry, size, sha256 };
}

/** Waits until the content and the mode of a file are on disk. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
