import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type Manifest, manifestSchema, type TreeEntry } from '../core/schema/manifest.ts';
import { syncFolder, writeJson } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { copyTree, hashTree } from '../platform/tree.ts';
import { diffTrees, type TreeChange } from '../platform/tree-diff.ts';
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
export async function freezeSnapshot({ from, to, manifestPath, version }: Freeze): Promise<Manifest> {
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
  return manifest;
}

export interface Replacement {
  /** A snapshot. */
  readonly from: string;
  readonly to: string;
  /** What the snapshot must hold, with the modes that the copy gets. */
  readonly manifest: Pick<Manifest, 'entries'>;
}

/**
 * Makes `to` a writable copy of a version, bit for bit. Copied and verified beside `to`, then swapped by renames: a
 * kill in between leaves nothing that the next call does not mend. Nothing is replaced when the snapshot is not what
 * its manifest says (UserError `invalid_workspace`).
 */
export async function replaceTree({ from, to, manifest }: Replacement): Promise<void> {
  const [aside, old] = [besides(to, 'partial'), besides(to, 'old')];
  await removeTree(aside);
  if (!(await exists(from))) throw missingVersion(from);
  const modes = modesOf(manifest.entries);
  const copied = await copyTree(from, aside, { flush: true, mode: ({ path, mode }) => modes.get(path) ?? mode });
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

/** The manifest of a version; a UserError `invalid_workspace` when there is none or it is unreadable. */
export async function readManifest(path: string): Promise<Manifest> {
  const manifest = await readRecord(path, manifestSchema);
  if (manifest !== null) return manifest;
  throw new UserError('invalid_workspace', `${path} does not exist.`, {
    hint: 'A version is kept together with its manifest; `skillratchet log` lists the versions.',
  });
}

/** Throws a UserError `invalid_workspace` that names a file when a snapshot is missing or not what its manifest says. */
export async function checkSnapshot(folder: string, manifest: Pick<Manifest, 'entries'>): Promise<void> {
  if (!(await exists(folder))) throw missingVersion(folder);
  const [change] = diffTrees(manifest.entries, await hashTree(folder));
  if (change !== undefined) throw differs(folder, change);
}

/** A hidden name in the same folder, for a tree that is being made or taken away. */
function besides(path: string, purpose: 'partial' | 'old'): string {
  return join(dirname(path), `.${basename(path)}.skillratchet-${purpose}`);
}

function modesOf(entries: readonly TreeEntry[]): ReadonlyMap<string, number> {
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
