import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { recommendedInstead } from '../core/headline.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { runRecordSchema } from '../core/schema/run.ts';
import { timestamp } from '../core/timestamp.ts';
import { systemClock } from '../platform/clock.ts';
import { acquireLock } from '../platform/lock.ts';
import { hashTree } from '../platform/tree.ts';
import { harmless } from '../report/text.ts';
import { applyVersion } from '../store/apply.ts';
import { type ApplyPlan, planApply } from '../store/apply-plan.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { incumbentAfter, readDecided } from '../store/run-state.ts';
import { skillOfRun } from '../store/skill-of-run.ts';
import { treeHash } from '../store/tree-hash.ts';
import { openVersions } from '../store/versions.ts';
import { agreed } from './ask.ts';
import { readHeadline } from './headline-in.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

export interface ApplyRequest {
  /** Without one the best version, where it is recommended. */
  readonly name: string | undefined;
  readonly workspace?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Puts a version into the skill it came from, after asking; refuses a skill that holds work found in no version. */
export async function applyTo(shell: Shell, request: ApplyRequest): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, request.workspace);
  const lock = await acquireLock(workspace.lock);
  try {
    await applyLocked(shell, request, workspace);
  } finally {
    await lock.release();
  }
}

async function applyLocked(shell: Shell, request: ApplyRequest, workspace: Workspace): Promise<void> {
  const skillDir = await skillOf(workspace);
  const versions = await openVersions(workspace);
  const { name, manifest } = versions.named(request.name ?? (await recommended(workspace)));
  const current = await hashTree(skillDir);
  const plan = planApply(current, manifest.entries);
  const changes = pathsOf(plan);
  if (changes.length === 0) return tell(shell, request, { version: name, skill: skillDir, changed: [], backup: null });
  if (!versions.holdsSkill(current) && !(await isKnownElsewhere(workspace, current)))
    throw changedSince(skillDir, name);
  if (!(await confirmed(shell, request, { name, skillDir, changes }))) {
    const nothing = { version: name, skill: skillDir, changed: [], backup: null };
    return shell.print(request.json ? JSON.stringify(nothing) : 'Nothing was changed.');
  }
  const backup = join(workspace.backups, timestamp(systemClock.now()).slice(0, 19).replaceAll(':', ''));
  await applyVersion({ skillDir, snapshot: workspace.version(name), manifest, backupDir: backup });
  tell(shell, request, { version: name, skill: skillDir, changed: changes, backup });
}

/** A UserError `refused` where the result is no gain: then whoever wants the best version has to name it. */
async function recommended(workspace: Workspace): Promise<string> {
  const decided = await readDecided(workspace);
  const best = incumbentAfter(decided);
  if (recommendedInstead(await readHeadline(workspace, decided)) === null) return 'best';
  throw new UserError('refused', `Fresh passes showed no gain of ${best}, so the original is recommended.`, {
    hint: `Name the version to apply it all the same: skillratchet apply ${best}`,
  });
}

async function skillOf(workspace: Workspace): Promise<string> {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run !== null) return skillOfRun(workspace, run);
  throw new UserError('invalid_workspace', `${workspace.root} does not say which skill it belongs to.`, {
    hint: 'Use `skillratchet restore best --to DIR` and copy it yourself.',
  });
}

/** A run that was forked knows the versions of the other run too: whoever forked it still has them, and a copy is kept. */
async function isKnownElsewhere(workspace: Workspace, current: readonly TreeEntry[]): Promise<boolean> {
  const run = await readRecord(workspace.run, runRecordSchema);
  return run?.forked_from?.known_trees.includes(treeHash(current, { withEvals: false })) ?? false;
}

function pathsOf(plan: ApplyPlan): readonly string[] {
  const paths = [...plan.clear, ...plan.write, ...plan.mode, ...plan.remove].map(({ path }) => path);
  return [...new Set(paths)].sort();
}

function changedSince(skillDir: string, name: string): UserError {
  return new UserError('refused', `${skillDir} holds changes that are in no version; ${name} would overwrite them.`, {
    hint: 'Keep them elsewhere first, or write the version beside them: skillratchet restore best --to DIR',
  });
}

interface Question {
  readonly name: string;
  readonly skillDir: string;
  readonly changes: readonly string[];
}

function confirmed(shell: Shell, { yes }: ApplyRequest, { name, skillDir, changes }: Question): Promise<boolean> {
  if (yes) return Promise.resolve(true);
  const question = `Put ${name} into ${skillDir}? It changes ${changes.join(', ')}.`;
  return agreed(shell, { question, why: `apply asks before it changes ${skillDir}` });
}

interface Applied {
  readonly version: string;
  readonly skill: string;
  readonly changed: readonly string[];
  readonly backup: string | null;
}

function tell(shell: Shell, { json }: ApplyRequest, applied: Applied): void {
  shell.print(json ? JSON.stringify(applied) : appliedText(shell, applied));
}

function appliedText({ cwd }: Shell, { version, skill, changed, backup }: Applied): string {
  const name = shownPath(cwd, skill);
  if (backup === null) return `${name} is ${version} already; nothing was changed.`;
  const copy = shownPath(cwd, backup);
  return `${version} is now in ${name} (changed: ${harmless(changed.join(', '))}).\nA copy of what was there is in ${copy}.`;
}
