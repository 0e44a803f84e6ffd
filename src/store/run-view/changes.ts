import { UserError } from '../../core/errors.ts';
import type { TreeEntry } from '../../core/schema/manifest.ts';
import { isPlainFolder } from '../../platform/exists.ts';
import { hashTree } from '../../platform/tree.ts';
import { diffTrees } from '../../platform/tree-diff.ts';
import { iterationOf, versionOf, type Workspace } from '../layout.ts';
import { type PatchSide, readSide } from '../patch.ts';

/** One side of a path that two trees differ in. `mode` is git's; `text` is null for binary content. */
export type ChangedSide =
  | { readonly type: 'folder' }
  | { readonly type: 'file' | 'link'; readonly mode: string; readonly text: string | null; readonly sha256: string };

/** A path that two trees differ in; null where a side has nothing there. */
export interface ChangedPath {
  readonly path: string;
  readonly old: ChangedSide | null;
  readonly now: ChangedSide | null;
}

/**
 * What differs between two states of the skill in a workspace: versions, `candidate`, or the candidate that an
 * iteration scored, such as `iteration-4`. null where one of them is not there, or is no skill that can be read.
 */
export async function readChanges(workspace: Workspace, a: string, b: string): Promise<readonly ChangedPath[] | null> {
  const [old, now] = [await sideNamed(workspace, a), await sideNamed(workspace, b)];
  return old === null || now === null ? null : changedPaths(old, now);
}

/** Every path at which two trees differ, with both sides. */
export async function changedPaths(a: PatchSide, b: PatchSide): Promise<readonly ChangedPath[]> {
  const changes: ChangedPath[] = [];
  for (const { path, before, after } of diffTrees(a.entries, b.entries)) {
    changes.push({ path, old: await sideOf(a.dir, before), now: await sideOf(b.dir, after) });
  }
  return changes;
}

/** Such a state; null where it is not there, or is no skill that can be read. */
export async function sideNamed(workspace: Workspace, name: string): Promise<PatchSide | null> {
  for (const dir of foldersOf(workspace, name)) {
    if (await isPlainFolder(dir)) return readable(dir);
  }
  return null;
}

/** Where a state of the skill may lie; a kept iteration whose candidate is gone has its version. */
function foldersOf(workspace: Workspace, name: string): readonly string[] {
  if (name === 'candidate') return [workspace.candidate];
  if (iterationOf(name) !== null) return [workspace.version(name)];
  const iteration = /^iteration-(\d{1,9})$/.exec(name)?.[1];
  if (iteration === undefined) return [];
  const number = Number(iteration);
  return [workspace.iteration(number).candidate, workspace.version(versionOf(number))];
}

async function readable(dir: string): Promise<PatchSide | null> {
  try {
    return { dir, entries: await hashTree(dir) };
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

async function sideOf(dir: string, entry: TreeEntry | null): Promise<ChangedSide | null> {
  if (entry?.type === 'folder') return { type: 'folder' };
  const side = await readSide(dir, entry);
  if (side === null || entry === null) return null;
  return { type: entry.type, mode: side.mode, text: side.text, sha256: side.hash };
}
