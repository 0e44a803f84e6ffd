import { readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { errnoOf } from '../platform/errno.ts';
import { exists, isLink } from '../platform/exists.ts';
import { acquireLock } from '../platform/lock.ts';
import { type Workspace, workspaceAt } from '../store/layout.ts';
import { incomplete, type RunState } from '../store/run-state.ts';

/** What a start that was killed before `run.json` may have left, and what `prepare` writes. */
const BEGINNING =
  /^(lock(\..*)?|sealed|v0|\.v0\..*|manifests|fallbacks|candidate|\.candidate.*|prepared|run\.json\..*)$/;

/** Refuses a workspace in the skill, which is never written to. */
export async function checkOutside(root: string, skillDir: string): Promise<void> {
  let place = root;
  while (!(await exists(place))) place = dirname(place);
  if (!`${await realpath(place)}${sep}`.startsWith(`${skillDir}${sep}`)) return;
  throw new UserError('invalid_workspace', `${root} lies in the skill ${skillDir}, which is never written to.`, {
    hint: 'Name a folder outside the skill with --workspace DIR.',
  });
}

/** Refuses a folder that holds something else than a workspace of ours. */
export async function checkOurs(root: string): Promise<void> {
  const names = await entriesOf(root);
  if (names.includes('run.json')) return refuseLinks(root, names);
  if (names.includes('results.tsv')) {
    throw new UserError('invalid_workspace', `${root} was written by another tool: it has results but no run.json.`, {
      hint: 'It can be looked at and restored from; to improve the skill, name another folder with --workspace DIR.',
    });
  }
  const foreign = names.find((name) => !BEGINNING.test(name));
  if (foreign === undefined) return;
  throw new UserError('invalid_workspace', `${root} is no workspace: it holds ${JSON.stringify(foreign)}.`, {
    hint: 'Name a new or empty folder with --workspace DIR.',
  });
}

/** A record is written anew in its place, a journal is written on: through a link that would be a file of somebody else. */
async function refuseLinks(root: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!(await isLink(join(root, name)))) continue;
    throw new UserError('invalid_workspace', `${join(root, name)} is a link, and nothing is written through a link.`, {
      hint: 'Put what it leads to in its place, or name another folder with --workspace DIR.',
    });
  }
}

/** Refuses an open iteration before a closed one: what comes next would be counted wrongly. */
export function checkIterations(workspace: Workspace, { iterations }: RunState): void {
  const firstOpen = iterations.findIndex(({ sealed }) => !sealed);
  if (firstOpen >= 0 && iterations.slice(firstOpen).some(({ sealed }) => sealed)) {
    throw incomplete(workspace.iteration(firstOpen).seal);
  }
}

/**
 * Moves a workspace that nobody works in to the next free `…-1`, `…-2`; does nothing where there is none. The lock is
 * held until it is moved, so that no other start can begin to work in a folder that goes away.
 */
export async function setAside(root: string, clock: Clock): Promise<string | null> {
  if ((await entriesOf(root)).length === 0) return null;
  await checkOurs(root);
  const lock = await acquireLock(workspaceAt(root).lock, clock);
  try {
    let number = 1;
    while (await exists(`${root}-${number}`)) number += 1;
    await rename(root, `${root}-${number}`);
    const aside = `${root}-${number}`;
    // Our lock, and what starts beside this one were about to lock with.
    const locks = (await entriesOf(aside)).filter((name) => /^lock($|\.)/.test(name));
    for (const name of locks) await rm(join(aside, name), { force: true });
    return aside;
  } finally {
    await lock.release();
  }
}

/** Takes away a folder in which a refused start has left nothing, and nobody else has begun. */
export async function removeIfEmpty(root: string): Promise<void> {
  try {
    await rmdir(root);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) throw error;
  }
}

async function entriesOf(root: string): Promise<readonly string[]> {
  try {
    return await readdir(root);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    if (errnoOf(error) !== 'ENOTDIR') throw error;
    throw new UserError('invalid_workspace', `${root} is no folder.`, {
      hint: 'Name a new or empty folder with --workspace DIR.',
    });
  }
}
