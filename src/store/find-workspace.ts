import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../core/errors.ts';
import { isMissing } from '../platform/errno.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from './layout.ts';

/**
 * The workspace a command means: `named` (a workspace, or a skill that has one beside it), else the only one in
 * reach of `cwd`: the folder itself, one inside it, or its sibling. A UserError names what was looked at.
 */
export async function findWorkspace(cwd: string, named: string | undefined): Promise<Workspace> {
  const candidates = named === undefined ? await inReach(resolve(cwd)) : await meantBy(resolve(cwd, named));
  const [only, ...others] = candidates;
  if (only === undefined) throw notFound(named ?? cwd);
  if (others.length > 0) {
    throw new UserError(
      'usage',
      `There are several workspaces here: ${candidates.map((path) => basename(path)).join(', ')}.`,
      {
        hint: `Name one: --workspace ${basename(only)}`,
      },
    );
  }
  return workspaceAt(await realpath(only));
}

async function meantBy(path: string): Promise<readonly string[]> {
  return existing([path, defaultWorkspace(path)]);
}

async function inReach(cwd: string): Promise<readonly string[]> {
  if (await isWorkspace(cwd)) return [cwd];
  const inside = await existing((await foldersIn(cwd)).map((name) => join(cwd, name)));
  return inside.length > 0 ? inside : existing([join(dirname(cwd), `${basename(cwd)}-autoresearch`)]);
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(async (path) => ((await isWorkspace(path)) ? [path] : [])));
  return found.flat();
}

/** A workspace is told by its results, or by the identity that is written before them. */
async function isWorkspace(path: string): Promise<boolean> {
  return (await isFile(join(path, 'results.tsv'))) || (await isFile(join(path, 'run.json')));
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function notFound(looked: string): UserError {
  return new UserError('usage', `No workspace was found at ${looked}.`, {
    hint: 'Run `skillratchet improve SKILL` first, or name the folder with --workspace DIR.',
  });
}
