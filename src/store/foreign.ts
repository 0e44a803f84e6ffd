import { readdir } from 'node:fs/promises';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { iterationOf, versionOf, type Workspace } from './layout.ts';

/** A workspace that another tool wrote: results, versions and gradings, and none of the records that we keep of a run. */
export async function isForeign(workspace: Workspace): Promise<boolean> {
  for (const path of [workspace.run, workspace.events, workspace.iteration(0).seal]) {
    if (await exists(path)) return false;
  }
  return true;
}

/** The versions of another tool's workspace, v0 first. */
export async function foreignVersions(workspace: Workspace): Promise<readonly string[]> {
  const numbers = (await foldersIn(workspace.root)).flatMap((name) => iterationOf(name) ?? []);
  return numbers.sort((a, b) => a - b).map(versionOf);
}

/** The names of the folders in a folder, links not followed; none where there is no such folder. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
