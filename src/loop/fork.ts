import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../core/errors.ts';
import type { ForkedFrom } from '../core/schema/forked-from.ts';
import { type RunConfig, type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { isWithin, realPlace } from '../platform/real-place.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { loadSkill, type Skill } from '../store/skill.ts';
import { checkSnapshot, replaceTree } from '../store/snapshot.ts';
import { openVersions, type Version } from '../store/versions.ts';

/** A version of another run as the original of a new one. The other run is only read. */
export interface Fork {
  readonly workspace: Workspace;
  readonly version: Version;
  /** Its folder. Absolute. */
  readonly dir: string;
  /** The folder whose `evals/` the new run has: its own, or v0 where another tool kept none with it; null: neither has any. */
  readonly suite: string | null;
  /** null: another tool wrote the workspace. */
  readonly run: RunRecord | null;
  readonly link: ForkedFrom;
}

/**
 * Reads what a run is to be forked from: `v3` or `best` of a workspace. Throws a UserError `usage` when there is no such
 * version, and `invalid_workspace` when it is not what its manifest says.
 */
export async function readFork(workspace: Workspace, name: string): Promise<Fork> {
  const versions = await openVersions(workspace);
  const version = versions.named(name);
  const dir = workspace.version(version.name);
  await checkSnapshot(dir, version.manifest);
  const run = await readRecord(workspace.run, runRecordSchema);
  const { tree_hash } = version.manifest;
  const link: ForkedFrom = {
    ...{ workspace: workspace.root, run_id: run?.run_id ?? null, version: version.name, tree_hash },
    known_trees: [...new Set([...versions.treeHashes(), ...(run?.forked_from?.known_trees ?? [])])],
    submitted: (await exists(workspace.submission)) || (run?.forked_from?.submitted ?? false),
  };
  const suite = await firstWithEvals([dir, workspace.version('v0')]);
  return { workspace, version, dir, suite, run, link };
}

async function firstWithEvals(dirs: readonly string[]): Promise<string | null> {
  for (const dir of dirs) if (await exists(join(dir, 'evals'))) return dir;
  return null;
}

/** The folder whose `evals/` a run begins with. */
export function suiteFolder(fork: Fork | null, skillDir: string): string {
  return fork?.suite ?? skillDir;
}

/** Refuses a new workspace that is the other one, lies in it or around it: that is only read. */
export async function checkApart({ workspace }: Fork, root: string): Promise<void> {
  const [place, other] = [await realPlace(root), await realPlace(workspace.root)];
  if (place !== null && other !== null && !isWithin(place, other) && !isWithin(other, place)) return;
  throw new UserError('usage', `${root} is no place apart from ${workspace.root}, which is only read.`, {
    hint: 'Name another folder for the new run with --workspace DIR.',
  });
}

/** Refuses a skill under another name than that of the version. */
export async function checkForkedSkill({ dir, workspace }: Fork, skill: Skill): Promise<void> {
  const { name } = await loadSkill(dir, { folderName: skill.name });
  if (name === skill.name) return;
  throw new UserError('usage', `${workspace.root} is of the skill ${name}, and ${skill.dir} is ${skill.name}.`, {
    hint: 'Leave the skill out to take the one that the run is of.',
  });
}

/** Refuses to go on with a run that was not forked from there. */
export function checkSameFork({ forked_from: known }: RunRecord, { link }: Fork): void {
  const identity = (from: ForkedFrom | null) => (from === null ? null : [from.run_id, from.version, from.tree_hash]);
  if (isDeepStrictEqual(identity(known), identity(link))) return;
  const from = known === null ? 'was not forked' : `was forked from ${known.version} of ${known.workspace}`;
  throw new UserError('usage', `The run there ${from}; it cannot go on as a fork of ${link.version}.`, {
    hint: 'Name a new folder with --workspace DIR, or begin anew with --restart.',
  });
}

/**
 * Refuses another draw of the evals that are set apart or teach: the version has learned from those that taught it, and
 * must not be measured by them as if it had not.
 */
export function checkSameDraw({ run }: Fork, config: Pick<RunConfig, 'holdout' | 'val'>): void {
  for (const key of ['holdout', 'val'] as const) {
    if (run === null || config[key] === run.config[key]) continue;
    throw new UserError('usage', `--${key} cannot be another than that of the run which is forked.`, {
      hint: 'Its version has learned from the evals of one part; begin a run of its own to draw anew.',
    });
  }
}

/**
 * A writable copy of the version with its original modes and the evals of the new run, where `freezeOriginal` may take it
 * from. Returns its folder.
 */
export async function unpackFork(fork: Fork, { candidate }: Workspace, skillDir: string): Promise<string> {
  const { dir, version } = fork;
  await replaceTree({ from: dir, to: candidate, manifest: version.manifest });
  const suite = suiteFolder(fork, skillDir);
  if (suite !== dir)
    await cp(join(suite, 'evals'), join(candidate, 'evals'), { recursive: true, verbatimSymlinks: true });
  return candidate;
}
