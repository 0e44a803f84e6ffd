import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isTemporary } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { walkTree } from '../platform/tree-walk.ts';
import type { Workspace } from './layout.ts';
import type { RunState } from './run-state.ts';
import { halfDerivedIn, sealIteration } from './seal.ts';
import { sweepBlobs } from './used-blobs.ts';

/**
 * Removes the half-written records that a kill left where something may still change, so that none is ever sealed, and
 * ends the sealing that it cut short.
 */
export async function sweepHalfWritten(workspace: Workspace, { iterations }: RunState): Promise<void> {
  const lastSealed = iterations.findLast(({ sealed }) => sealed);
  if (lastSealed !== undefined) await sealIteration(workspace, lastSealed.number);
  for (const { number } of iterations.filter(({ sealed }) => sealed)) {
    const { dir } = workspace.iteration(number);
    for (const name of halfDerivedIn(await namesIn(dir))) await rm(join(dir, name), { force: true });
  }
  const open = iterations.filter(({ sealed }) => !sealed).map(({ number }) => workspace.iteration(number).dir);
  for (const folder of open) await sweep(folder, (path) => !HOLDS_TREES.includes(basename(path)));
  const records = [workspace.manifest('v0'), workspace.belief('v0')].map((path) => dirname(path));
  for (const folder of [workspace.root, ...records]) await sweep(folder, () => false);
  await sweepBlobs(workspace);
}

/** Whatever their names, the files in there are of the skill, or were made by an agent. */
const HOLDS_TREES: readonly string[] = ['candidate', '.candidate.partial', 'outputs', '.outputs.partial'];

async function sweep(folder: string, enter: (path: string) => boolean): Promise<void> {
  const found = (await exists(folder)) ? await walkTree(folder, enter) : [];
  // A lock that is being written may be that of another process, which is about to be refused.
  const halfWritten = found.filter(({ path, kind }) => {
    const name = basename(path);
    return kind === 'file' && isTemporary(name) && !name.startsWith('lock.');
  });
  for (const { path } of halfWritten) await rm(join(folder, path), { force: true });
}
