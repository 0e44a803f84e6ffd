import { lstat, mkdir, rm } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Difference } from '../core/difference.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { writeDurable } from '../platform/atomic.ts';
import { isMissing } from '../platform/errno.ts';
import type { Workspace } from './layout.ts';
import { readText } from './records.ts';
import { sha256 } from './tree-hash.ts';

type Identity = Pick<RunRecord, 'run_id'> & { readonly config: Pick<RunRecord['config'], 'seed'> };

/** The run's own canary. It follows from the id and the seed that were drawn for the run, so that it can be put back. */
export function canaryOf({ run_id, config }: Identity): string {
  return `skillratchet-canary-${sha256(`canary/${run_id}/${config.seed}`).slice(0, 32)}`;
}

/** Puts the canary where it must stand; the paths at which something else stood. Called before any agent is. */
export async function plantCanary(workspace: Workspace, run: Identity): Promise<readonly string[]> {
  const changed: string[] = [];
  await mkdir(workspace.sealed, { recursive: true, mode: 0o700 });
  for (const path of workspace.canaries) {
    const state = await stateOf(path, run);
    if (state === 'whole') continue;
    if (state === 'changed') changed.push(path);
    await rm(path, { recursive: true, force: true });
    await mkdir(dirname(path), { recursive: true });
    await writeDurable(path, textOf(run));
  }
  return changed;
}

/** What is not as it was planted. A workspace of an earlier version has none, which is no difference. */
export async function verifyCanary(workspace: Workspace, run: Identity): Promise<readonly Difference[]> {
  const states = await Promise.all(
    workspace.canaries.map(async (path) => ({
      path: relative(workspace.root, path),
      state: await stateOf(path, run),
    })),
  );
  if (states.every(({ state }) => state === 'missing')) return [];
  return states.flatMap(({ path, state }) => (state === 'whole' ? [] : [{ kind: state, path }]));
}

async function stateOf(path: string, run: Identity): Promise<'whole' | 'changed' | 'missing'> {
  try {
    if (!(await lstat(path)).isFile()) return 'changed';
    return (await readText(path)) === textOf(run) ? 'whole' : 'changed';
  } catch (error) {
    if (isMissing(error)) return 'missing';
    throw error;
  }
}

function textOf(run: Identity): string {
  return `${canaryOf(run)}\n`;
}
