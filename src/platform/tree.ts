import { chmodSync, linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { errnoOf } from './errno.ts';
import { inBatches } from './tree-batches.ts';
import { startCopier } from './tree-copier.ts';
import { contentOf, type FileCopy } from './tree-files.ts';
import { flushTree } from './tree-flush.ts';
import { type ListedEntry, type ListedFile, type ListOptions, listTree } from './tree-list.ts';

/** A file as it is in an entry of a tree. */
export type FileEntry = Extract<TreeEntry, { type: 'file' }>;

export interface HashOptions extends ListOptions {
  /** What a file is known to be, which then is not read; undefined for one that is read. */
  readonly known?: (file: ListedFile) => FileEntry | undefined;
}

/** The entries below `root` with hashes, in the order of their paths' bytes. Throws as `listTree` does. */
export async function hashTree(root: string, options: HashOptions = {}): Promise<TreeEntry[]> {
  return hashEntries(root, (await listTree(root, options)).entries, options);
}

/** The same for entries that were listed a moment ago. */
export function hashEntries(
  root: string,
  entries: readonly ListedEntry[],
  { known }: Pick<HashOptions, 'known'> = {},
): Promise<TreeEntry[]> {
  return inBatches(entries, async (entry) => {
    if (entry.type !== 'file') return entry;
    return withContent(entry, known?.(entry) ?? (await contentOf(join(root, entry.path), entry.size)));
  });
}

export interface CopyOptions extends ListOptions {
  /** Permission bits of an entry of the copy; those of the source by default. */
  readonly mode?: (entry: Exclude<ListedEntry, { type: 'link' }>) => number;
  /** Whether everything is on disk when the copy is done. */
  readonly flush?: boolean;
  /** A file that stands elsewhere with the content and the mode that the copy shall have, and need not be copied. */
  readonly twin?: (file: ListedFile) => Twin | undefined;
}

export interface Twin {
  readonly path: string;
  readonly entry: FileEntry;
}

/**
 * Copies the tree `from` to `to`, which must not exist; its parents are made. The entries are hashed from the reading
 * that was copied and have the modes of the source. Throws as `listTree` does, before anything is written.
 */
export async function copyTree(from: string, to: string, options: CopyOptions = {}): Promise<TreeEntry[]> {
  const { entries } = await listTree(from, options);
  const folders = entries.filter((entry) => entry.type === 'folder');
  await mkdir(dirname(to), { recursive: true });
  await mkdir(to);
  for (const { path } of folders) mkdirSync(join(to, path));
  const copied = await copyEntries({ from, to, options }, entries);
  // Modes of folders come last, for a folder may be closed to writing.
  for (const folder of folders.toReversed()) chmodSync(join(to, folder.path), options.mode?.(folder) ?? folder.mode);
  if (options.flush) await flushTree(to, entries);
  return copied;
}

interface Copy {
  readonly from: string;
  readonly to: string;
  readonly options: CopyOptions;
}

async function copyEntries(copy: Copy, entries: readonly ListedEntry[]): Promise<TreeEntry[]> {
  const files = entries.filter((entry) => entry.type === 'file');
  const twins = new Map(files.map((file) => [file.path, copy.options.twin?.(file)]));
  const copier = startCopier(files.filter(({ path }) => !twins.get(path)).map((file) => fileCopy(copy, file)));
  try {
    return await inBatches(entries, async (entry) => {
      const target = join(copy.to, entry.path);
      if (entry.type === 'link') symlinkSync(entry.target, target);
      if (entry.type !== 'file') return entry;
      const twin = twins.get(entry.path);
      if (twin !== undefined && isLinked(twin.path, target)) return withContent(entry, twin.entry);
      return withContent(entry, await copier.copy(fileCopy(copy, entry)));
    });
  } finally {
    await copier.end();
  }
}

function fileCopy({ from, to, options }: Copy, file: ListedFile): FileCopy {
  const { path, size, mode } = file;
  return { from: join(from, path), to: join(to, path), size, mode: options.mode?.(file) ?? mode };
}

/** Gives a file a second name; false where the system has none to give, and the file is copied. */
function isLinked(path: string, target: string): boolean {
  try {
    linkSync(path, target);
    return true;
  } catch (error) {
    if (errnoOf(error) === null || errnoOf(error) === 'EEXIST') throw error;
    return false;
  }
}

function withContent(
  { path, type, mode }: ListedFile,
  { size, sha256 }: Pick<FileEntry, 'size' | 'sha256'>,
): FileEntry {
  return { path, type, mode, size, sha256 };
}
