import { lstat, mkdir, readdir, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { writeJson } from '../platform/atomic.ts';
import { exists, isPlainFolder } from '../platform/exists.ts';
import { isWithin, realPlace } from '../platform/real-place.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { openDoor } from '../store/run-view/door.ts';

/** The file by which a folder of exports is known as ours. */
export const MARKER = '.skillratchet-export.json';

const markerSchema = z.object({ schema_version: z.number().int(), made_by: z.literal('skillratchet') });

/** A folder of exports. Paths are relative to it. */
export interface Target {
  /** Real and absolute. */
  readonly root: string;
  /** Has `fill` make a folder aside and then puts it in the place of what was there, so that it is there whole or as before. */
  folder(path: string, fill: (dir: string) => Promise<void>): Promise<void>;
}

/**
 * Opens a folder for exports: a new or empty one, or one that earlier exports made. A UserError `usage`, before anything
 * is written, for one that holds something else and one that lies in a folder of `outside`.
 */
export async function openTarget(path: string, outside: Readonly<Record<string, string>>): Promise<Target> {
  const root = await realPlace(resolve(path));
  if (root === null) throw refused(path, 'lies behind a link that leads nowhere');
  for (const [name, folder] of Object.entries(outside)) {
    if ((await exists(folder)) && isWithin(root, await realpath(folder))) throw refused(root, `lies in the ${name}`);
  }
  const fault = await whyNotOurs(root);
  if (fault !== null) throw refused(root, fault);
  await mkdir(root, { recursive: true });
  if (!(await exists(join(root, MARKER)))) {
    await writeJson(join(root, MARKER), { schema_version: 1, made_by: 'skillratchet' });
  }
  return { root, folder: (below, fill) => placeFolder(join(root, below), root, fill) };
}

async function whyNotOurs(root: string): Promise<string | null> {
  if (!(await exists(root))) return null;
  const found = await lstat(root);
  if (found.isSymbolicLink()) return 'is a link, and nothing is written through one';
  if (!found.isDirectory()) return 'is no folder';
  // Another start may be writing the marker at this moment.
  if ((await readdir(root)).every((name) => name.startsWith(`${MARKER}.`))) return null;
  return openDoor(root).record(MARKER, markerSchema) === null ? `holds something and no ${MARKER} of ours` : null;
}

async function placeFolder(place: string, root: string, fill: (dir: string) => Promise<void>): Promise<void> {
  const parent = dirname(place);
  await mkdir(parent, { recursive: true });
  if (!(await isPlainFolder(parent))) throw refused(parent, `is behind a link that leads out of ${root}`);
  const [aside, old] = ['partial', 'old'].map((what) => join(parent, `.${basename(place)}.${what}`));
  if (aside === undefined || old === undefined) throw new Error('two names were made');
  for (const left of [aside, old]) await removeTree(left);
  await mkdir(aside);
  try {
    await fill(aside);
    if (await exists(place)) await rename(place, old);
    await rename(aside, place);
  } finally {
    for (const left of [aside, old]) await removeTree(left);
  }
}

function refused(path: string, why: string): UserError {
  return new UserError('usage', `${path} ${why}; nothing was written.`, {
    hint: 'Name a new or empty folder with --to DIR, or one that an earlier export made.',
  });
}
