import { chmod, constants, copyFile, mkdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Manifest, TreeEntry } from '../core/schema/manifest.ts';
import { syncFolder } from '../platform/atomic.ts';
import { errnoOf } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { copyTree, hashTree } from '../platform/tree.ts';
import { syncFile } from '../platform/tree-flush.ts';
import { removeTree } from '../platform/tree-remove.ts';
import { type ApplyPlan, planApply } from './apply-plan.ts';
import { checkSnapshot } from './snapshot.ts';

/** Name under which an entry is written before it is renamed; one that a kill left is no part of any version and goes. */
const ASIDE = '.skillratchet-partial';

export interface Apply {
  /** The skill's real folder. */
  readonly skillDir: string;
  readonly snapshot: string;
  readonly manifest: Manifest;
  /** A new folder for a copy of the skill as it was; its parents are made. */
  readonly backupDir: string;
}

/**
 * Makes the skill what a version is, but for its `evals/`, and returns what was done. The skill is copied first;
 * then each entry is replaced whole, and deletions come last, so that a second call ends what a kill cut short.
 * A UserError says, before the first change, that the snapshot was altered or that a folder cannot be written.
 */
export async function applyVersion({ skillDir, snapshot, manifest, backupDir }: Apply): Promise<ApplyPlan> {
  await checkSnapshot(snapshot, manifest);
  const current = await hashTree(skillDir);
  const plan = planApply(current, manifest.entries);
  await refuseReadOnly(skillDir, current, plan);
  await backUp(skillDir, backupDir);
  for (const entry of plan.clear) await remove(skillDir, entry);
  for (const entry of plan.write) await put(snapshot, skillDir, entry);
  for (const { path, mode } of plan.mode) await chmod(join(skillDir, path), mode);
  for (const entry of plan.remove) await remove(skillDir, entry);
  await syncFolder(skillDir);
  return plan;
}

async function refuseReadOnly(skillDir: string, current: readonly TreeEntry[], plan: ApplyPlan): Promise<void> {
  const touched = new Set([...plan.clear, ...plan.write, ...plan.remove].map(({ path }) => dirname(path)));
  const folders = ['.', ...current.flatMap(({ path, type }) => (type === 'folder' ? [path] : []))];
  for (const folder of folders.filter((path) => touched.has(path))) await tryToWrite(skillDir, folder);
}

async function tryToWrite(skillDir: string, folder: string): Promise<void> {
  const probe = join(skillDir, folder, ASIDE);
  try {
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(errnoOf(cause) ?? '')) throw cause;
    const message = `${join(skillDir, folder)} cannot be written (${errnoOf(cause)}); the skill was not changed.`;
    const hint = `Give yourself the right to write there: chmod -R u+w ${JSON.stringify(skillDir)}`;
    throw new UserError('filesystem', message, { hint, cause });
  }
}

async function backUp(skillDir: string, backupDir: string): Promise<void> {
  if (await exists(backupDir)) return;
  const aside = `${backupDir}.partial`;
  await removeTree(aside);
  await copyTree(skillDir, aside, { flush: true });
  await rename(aside, backupDir);
  await syncFolder(dirname(backupDir));
}

/** Under a temporary name in the same folder, then renamed: the path holds the old entry or the new one, whole. */
async function put(from: string, to: string, entry: TreeEntry): Promise<void> {
  const target = join(to, entry.path);
  if (entry.type === 'folder') {
    await mkdir(target, { recursive: true });
    await chmod(target, entry.mode | 0o700);
    return;
  }
  const aside = join(dirname(target), ASIDE);
  await rm(aside, { force: true });
  if (entry.type === 'link') await symlink(entry.target, aside);
  else await copyFlushed(join(from, entry.path), aside, entry.mode);
  await rename(aside, target);
}

async function copyFlushed(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await chmod(to, mode);
  await syncFile(to);
}

/** A folder that still holds what is no part of a skill, such as `.git`, stays. */
async function remove(root: string, entry: TreeEntry): Promise<void> {
  const path = join(root, entry.path);
  if (entry.type !== 'folder') {
    await rm(path, { force: true });
    return;
  }
  try {
    await rmdir(path);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) throw error;
  }
}
