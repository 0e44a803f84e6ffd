import { realpath, rename, rmdir } from 'node:fs/promises';
import { dirname, sep } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Clock } from '../platform/clock.ts';
import { errnoOf } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { acquireLock } from '../platform/lock.ts';
import { namesIn } from '../platform/names-in.ts';
import { workspaceAt } from '../store/layout.ts';

/** What a start that was killed before `run.json` may have left. */
const BEGINNING = /^(lock(\..*)?|v0|\.v0\..*|manifests|fallbacks|candidate|\.candidate.*|run\.json\..*)$/;

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
  if (names.includes('run.json')) return;
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

/** Moves a workspace that nobody works in to the next free `…-1`, `…-2`; does nothing where there is none. */
export async function setAside(root: string, clock: Clock): Promise<void> {
  if ((await entriesOf(root)).length === 0) return;
  await checkOurs(root);
  const lock = await acquireLock(workspaceAt(root).lock, clock);
  await lock.release();
  let number = 1;
  while (await exists(`${root}-${number}`)) number += 1;
  await rename(root, `${root}-${number}`);
}

/** Takes away a folder in which a refused start has left nothing. */
export async function removeIfEmpty(root: string): Promise<void> {
  if ((await entriesOf(root)).length === 0) await rmdir(root);
}

async function entriesOf(root: string): Promise<readonly string[]> {
  try {
    return await namesIn(root);
  } catch (error) {
    if (errnoOf(error) !== 'ENOTDIR') throw error;
    throw new UserError('invalid_workspace', `${root} is no folder.`, {
      hint: 'Name a new or empty folder with --workspace DIR.',
    });
  }
}
