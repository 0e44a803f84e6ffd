import { resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { type FileDiff, fileDiff } from '../report/file-diff.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { iterationOf, versionOf } from '../store/layout.ts';
import type { PatchSide } from '../store/patch.ts';
import { changedPaths } from '../store/run-view/changes.ts';
import { openVersions } from '../store/versions.ts';
import type { Shell } from './shell.ts';

/** The tree that a person means: `v0`, `v3`, `best`, `candidate`, `iteration-4`, or a folder. */
export async function sideIn(shell: Shell, name: string, named: string | undefined): Promise<PatchSide> {
  const dir = await folderOf(shell, name, named);
  if (await exists(dir)) return { dir, entries: await hashTree(dir) };
  throw new UserError('usage', `${JSON.stringify(name)} means ${dir}, which does not exist.`, {
    hint: /^\d+$/.test(name)
      ? `Did you mean v${name}, or iteration-${name} with what was reverted?`
      : 'Name v0, v3, best, candidate, iteration-4, or a folder.',
  });
}

async function folderOf(shell: Shell, name: string, named: string | undefined): Promise<string> {
  const iteration = /^iteration-(\d+)$/.exec(name)?.[1];
  const isVersion = name === 'best' || iterationOf(name) !== null;
  if (!isVersion && name !== 'candidate' && iteration === undefined) return resolve(shell.cwd, name);
  const workspace = await findWorkspace(shell.cwd, named);
  if (name === 'candidate') return workspace.candidate;
  if (iteration === undefined) return workspace.version((await openVersions(workspace)).named(name).name);
  const { candidate } = workspace.iteration(Number(iteration));
  return (await exists(candidate)) ? candidate : workspace.version(versionOf(Number(iteration)));
}

/** Every path at which two trees differ, with what differs. */
export async function fileDiffs(a: PatchSide, b: PatchSide): Promise<readonly FileDiff[]> {
  return (await changedPaths(a, b)).map(({ path, old, now }) => fileDiff(path, old, now));
}
