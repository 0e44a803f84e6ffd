import { lstat, mkdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Manifest, manifestSchema, type TreeEntry } from '../core/schema/manifest.ts';
import { syncFolder, writeJson } from '../platform/atomic.ts';
import { errnoOf } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { copyTree, type FileEntry, hashTree, type Twin } from '../platform/tree.ts';
import { diffTrees, type TreeChange } from '../platform/tree-diff.ts';
import type { ListedFile } from '../platform/tree-list.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { readRecord } from './records.ts';
import { treeHash } from './tree-hash.ts';

export interface Freeze {
  readonly from: string;
  /** Folder of the version. */
  readonly to: string;
  readonly manifestPath: string;
  readonly version: string;
}

/**
 * Makes `to` the snapshot of `from`: files without write bits, folders writable, so that a workspace can be deleted.
 * The manifest comes first and the folder is renamed into place, so that a version is complete or absent. A version
 * that stands already is left as it is; a UserError `invalid_workspace` when it is not what its manifest says.
 */
export async function freezeSnapshot({ from, to, manifestPath, version }: Freeze): Promise<DatedManifest> {
  if (await exists(to)) {
    const manifest = await readManifest(manifestPath);
    await checkSnapshot(to, manifest);
    return manifest;
  }
  const aside = besides(to, 'partial');
  await removeTree(aside);
  const entries = await copyTree(from, aside, {
    flush: true,
    mode: ({ type, mode }) => (type === 'file' ? mode & ~0o222 : mode | 0o700),
  });
  const manifest: Manifest = {
    schema_version: 1,
    version,
    tree_hash: treeHash(entries, { withEvals: false }),
    entries,
  };
  await mkdir(dirname(manifestPath), { recursive: true });
  await writeJson(manifestPath, manifest);
  await rename(aside, to);
  await syncFolder(dirname(to));
  return dated(manifest, manifestPath);
}

/** A manifest, with the time at which its file was written by the clock of the file system: ms since the epoch. */
export type DatedManifest = Manifest & { readonly writtenMs?: number };

type Contents = Pick<DatedManifest, 'entries' | 'writtenMs'>;

export interface Replacement {
  /** A snapshot. */
  readonly from: string;
  readonly to: string;
  /** What the snapshot must hold, with the modes that the copy gets. */
  readonly manifest: Contents;
  /** What `to` holds, where it was hashed a moment ago. */
  readonly current?: readonly TreeEntry[];
}

/**
 * Makes `to` a writable copy of a version, bit for bit. Made and verified beside `to`, then swapped by renames: a kill
 * in between leaves nothing that the next call does not mend. Nothing is replaced when the snapshot is not what its
 * manifest says (UserError `invalid_workspace`). A file that `to` holds already is not written again: it is hashed
 * there, and gets a second name until the old tree is gone.
 */
export async function replaceTree(replacement: Replacement): Promise<void> {
  const { from, to, manifest } = replacement;
  const [aside, old] = [besides(to, 'partial'), besides(to, 'old')];
  await removeTree(aside);
  if (!(await exists(from))) throw missingVersion(from);
  const modes = modesOf(manifest.entries);
  const copied = await copyTree(from, aside, {
    flush: true,
    mode: ({ path, mode }) => modes.get(path) ?? mode,
    twin: await twinsFor(replacement),
  });
  const [change] = diffTrees(manifest.entries, copied);
  if (change !== undefined) {
    await removeTree(aside);
    throw differs(from, change);
  }
  if (await exists(to)) {
    await removeTree(old);
    await rename(to, old);
  }
  await rename(aside, to);
  await syncFolder(dirname(to));
  await removeTree(old);
}

/** Of the files that need not be read in the snapshot, those that `to` holds. */
async function twinsFor({ to, manifest, current }: Replacement): Promise<(file: ListedFile) => Twin | undefined> {
  // Nothing is won by hashing `to` where the snapshot must be read as well.
  if (manifest.writtenMs === undefined) return () => undefined;
  const held = new Map((current ?? (await whatStands(to))).map((entry) => [entry.path, entry]));
  const known = knownFiles(manifest);
  return (file) => {
    const [entry, other] = [known(file), held.get(file.path)];
    if (entry === undefined || other?.type !== 'file') return undefined;
    const isSame = other.sha256 === entry.sha256 && other.mode === entry.mode;
    return isSame ? { path: join(to, file.path), entry } : undefined;
  };
}

/** Nothing, where what stands there is no skill or cannot be read: it goes, whatever it is. */
async function whatStands(path: string): Promise<readonly TreeEntry[]> {
  try {
    return (await lstat(path)).isDirectory() ? await hashTree(path) : [];
  } catch (error) {
    if (error instanceof UserError || errnoOf(error) !== null) return [];
    throw error;
  }
}

/** The manifest of a version; a UserError `invalid_workspace` when there is none or it is unreadable. */
export async function readManifest(path: string): Promise<DatedManifest> {
  const manifest = await readRecord(path, manifestSchema);
  if (manifest !== null) return dated(manifest, path);
  throw new UserError('invalid_workspace', `${path} does not exist.`, {
    hint: 'A version is kept together with its manifest; `skillratchet log` lists the versions.',
  });
}

async function dated(manifest: Manifest, path: string): Promise<DatedManifest> {
  return { ...manifest, writtenMs: (await stat(path)).mtimeMs };
}

/**
 * Throws a UserError `invalid_workspace` that names a file when a snapshot is missing or not what its manifest says.
 * By size and time, a file is read only when it may have been changed since the manifest was written. That is enough
 * before a copy, which hashes what it takes; not for an answer to the question whether a snapshot is whole.
 */
export async function checkSnapshot(
  folder: string,
  manifest: Contents,
  how: 'by hash' | 'by size and time' = 'by hash',
): Promise<void> {
  if (!(await exists(folder))) throw missingVersion(folder);
  const entries = await hashTree(folder, how === 'by hash' ? {} : { known: knownFiles(manifest) });
  const [change] = diffTrees(manifest.entries, entries);
  if (change !== undefined) throw differs(folder, change);
}

/**
 * What is known, unread, of the files of a snapshot. All were written before their manifest, so that one of the same
 * size, on whose record the system has put no later time, is the one that was hashed. The system alone sets that time.
 * A file as young as the manifest, to the grain of the clock, is read; so is everything in a copy of a workspace.
 */
function knownFiles({ entries, writtenMs }: Contents): (file: ListedFile) => FileEntry | undefined {
  const files = new Map(entries.flatMap((entry) => (entry.type === 'file' ? [[entry.path, entry]] : [])));
  return ({ path, size, changedMs }) => {
    const entry = files.get(path);
    const isUnchanged = writtenMs !== undefined && changedMs < writtenMs && entry?.size === size;
    return isUnchanged ? entry : undefined;
  };
}

/** A hidden name in the same folder, for a tree that is being made or taken away. */
function besides(path: string, purpose: 'partial' | 'old'): string {
  return join(dirname(path), `.${basename(path)}.skillratchet-${purpose}`);
}

/** Modes by path. */
export function modesOf(entries: readonly TreeEntry[]): ReadonlyMap<string, number> {
  return new Map(entries.flatMap((entry) => (entry.type === 'link' ? [] : [[entry.path, entry.mode]])));
}

function missingVersion(folder: string): UserError {
  return new UserError('invalid_workspace', `${folder} does not exist.`, {
    hint: 'Only kept iterations have a version; `skillratchet log` lists them.',
  });
}

function differs(folder: string, { path, before, after }: TreeChange): UserError {
  const what = before === null ? 'is not in the manifest' : after === null ? 'is missing' : 'was changed';
  return new UserError('invalid_workspace', `${JSON.stringify(path)} in ${folder} ${what}; nothing was written.`, {
    hint: 'The snapshot was altered after it was made. Put the file back, or use another version.',
  });
}
