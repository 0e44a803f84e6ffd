import { lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { exists } from '../platform/exists.ts';
import { isWithin, realPlace } from '../platform/real-place.ts';
import { hashEntries } from '../platform/tree.ts';
import { listTree } from '../platform/tree-list.ts';
import { checkSnapshot, type DatedManifest, replaceTree } from './snapshot.ts';

export interface Restore {
  readonly snapshot: string;
  readonly manifest: DatedManifest;
  /** Absolute. */
  readonly target: string;
  /** Root of the workspace. */
  readonly workspace: string;
  /** Whether a tree, with its evals, equals a version, so that nothing is lost when it is replaced. */
  isKnownTree(entries: readonly TreeEntry[]): boolean;
}

/**
 * Writes a version with its original modes to `target`: a new or empty folder, or one that equals a version, of which
 * only what differs is written. Returns the target's real path. Refuses (UserError) before anything is written or
 * deleted: a snapshot that is not what its manifest says, a target that is a link or a file or holds something else,
 * one in or around the workspace.
 */
export async function restoreVersion(restore: Restore): Promise<string> {
  const { snapshot, manifest } = restore;
  await checkSnapshot(snapshot, manifest, 'by size and time');
  const target = await realPlace(resolve(restore.target));
  if (target === null) throw refused(restore.target, 'lies behind a link that leads nowhere');
  await refuseOverlap(target, restore.workspace);
  const current = await knownTree(target, restore.isKnownTree);
  await mkdir(dirname(target), { recursive: true });
  await replaceTree({ from: snapshot, to: target, manifest, current });
  return target;
}

async function refuseOverlap(target: string, workspace: string): Promise<void> {
  const root = await realpath(workspace);
  if (isWithin(target, root)) throw refused(target, 'lies in the workspace');
  if (isWithin(root, target)) throw refused(target, 'contains the workspace');
}

/** What the target holds, which must be nothing or a version. */
async function knownTree(target: string, isKnownTree: Restore['isKnownTree']): Promise<readonly TreeEntry[]> {
  if (!(await exists(target))) return [];
  const stats = await lstat(target);
  if (stats.isSymbolicLink()) throw refused(target, 'is a link, and a version is never written through a link');
  if (!stats.isDirectory()) throw refused(target, 'is no folder');
  if ((await readdir(target)).length === 0) return [];
  const { entries: listed, leftOut } = await listTree(target);
  if (leftOut.length > 0)
    throw refused(target, `holds ${leftOut.join(', ')}, which is no part of a version and would be lost`);
  const entries = await hashEntries(target, listed);
  if (isKnownTree(entries)) return entries;
  throw refused(target, 'holds files that equal no version and would be lost');
}

function refused(path: string, why: string): UserError {
  return new UserError('usage', `${path} ${why}; nothing was written.`, {
    hint: 'Name a new or empty folder with --to DIR, or use `skillratchet apply` to change the skill itself.',
  });
}
