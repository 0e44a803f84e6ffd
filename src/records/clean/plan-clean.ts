import { homedir } from 'node:os';
import { join, parse } from 'node:path';
import { UserError } from '../../core/errors.ts';
import { runRecordSchema } from '../../core/schema/run.ts';
import { exists, isPlainFolder } from '../../platform/exists.ts';
import { trackedFiles } from '../../platform/git-tracked.ts';
import { lockHolder } from '../../platform/lock.ts';
import { isWithin } from '../../platform/real-place.ts';
import { walkTree } from '../../platform/tree-walk.ts';
import { foldersIn } from '../../store/foreign.ts';
import type { Workspace } from '../../store/layout.ts';
import { readRecord } from '../../store/records.ts';
import { MARKER } from '../target.ts';

/** What is to be taken away. Each part is null where it stays. */
export interface CleanRequest {
  readonly workspace: Workspace | null;
  /** A folder of exports: jobs, trajectories and training data go, archives stay unless all is purged. */
  readonly artifacts: string | null;
  /** A folder of exports: bundles of outputs; all of them, or that of one run. */
  readonly outputs: { readonly folder: string; readonly run: string | null } | null;
  readonly purge: boolean;
}

/** A folder or file that goes, and what of it git keeps. Absolute. */
export interface Removal {
  readonly path: string;
  readonly files: number;
  /** Relative to the path. */
  readonly tracked: readonly string[];
}

/** What exports write into a folder of artifacts, archives and their list left aside. */
const DERIVED = ['jobs', 'proposals', 'sft_data'];
const ARCHIVES = ['archives', 'index.yaml'];

/**
 * Lists what would go, and touches nothing. A UserError `refused` for a folder that is not ours, one in which a run is
 * at work, and one that holds the skill, the home folder or the root.
 */
export async function planClean({ workspace, artifacts, outputs, purge }: CleanRequest): Promise<readonly Removal[]> {
  const paths = [
    ...(workspace === null ? [] : [await removableWorkspace(workspace)]),
    ...(artifacts === null ? [] : await partsOf(artifacts, [...DERIVED, ...(purge ? ARCHIVES : [])])),
    ...(outputs === null ? [] : await bundlesIn(outputs)),
  ];
  return Promise.all([...new Set(paths)].map(removalOf));
}

async function removableWorkspace(workspace: Workspace): Promise<string> {
  const { root } = workspace;
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) throw refused(root, 'has no run.json of ours');
  if (isWithin(run.skill.path, root)) throw refused(root, 'holds the skill');
  const holder = await lockHolder(workspace.lock);
  if (holder !== null) throw refused(root, `is in use by process ${holder.pid} on ${holder.host}`);
  refuseGreat(root);
  return root;
}

async function partsOf(folder: string, names: readonly string[]): Promise<readonly string[]> {
  await checkOurs(folder);
  const found = await Promise.all(names.map(async (name) => ((await exists(join(folder, name))) ? [name] : [])));
  return found.flat().map((name) => join(folder, name));
}

async function bundlesIn({ folder, run }: NonNullable<CleanRequest['outputs']>): Promise<readonly string[]> {
  await checkOurs(folder);
  const others = new Set([...DERIVED, ...ARCHIVES]);
  const bundles = (await foldersIn(folder)).filter((name) => !others.has(name));
  if (run === null) return bundles.map((name) => join(folder, name));
  if (bundles.includes(run)) return [join(folder, run)];
  throw new UserError('usage', `${folder} has no bundle of the run ${JSON.stringify(run)}.`, {
    hint: bundles.length === 0 ? 'It has none at all.' : `There are ${bundles.join(', ')}.`,
  });
}

async function checkOurs(folder: string): Promise<void> {
  if (!(await exists(folder))) throw new UserError('usage', `${folder} does not exist.`);
  if (!(await isPlainFolder(folder))) throw refused(folder, 'is no folder, or behind a link');
  if (!(await exists(join(folder, MARKER)))) throw refused(folder, `holds no ${MARKER} of ours`);
  refuseGreat(folder);
}

/** The root, the home folder, and what they lie in. */
function refuseGreat(folder: string): void {
  if (isWithin(homedir(), folder) || folder === parse(folder).root) {
    throw refused(folder, 'is the home folder or holds it');
  }
}

async function removalOf(path: string): Promise<Removal> {
  if (!(await isPlainFolder(path))) return { path, files: 1, tracked: [] };
  const files = (await walkTree(path, () => true)).filter(({ kind }) => kind !== 'folder').length;
  return { path, files, tracked: await trackedFiles(path) };
}

function refused(folder: string, why: string): UserError {
  return new UserError('refused', `${folder} ${why}; nothing was removed.`, {
    hint: 'Only what skillratchet made is taken away. Remove it yourself if you mean it.',
  });
}
