import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../core/errors.ts';
import type { RunConfig, RunRecord } from '../core/schema/run.ts';
import { type AgentIdentity, ROLES, type Role } from '../core/schema/trial.ts';
import { SUITE_FILE } from '../evals/suite-problems.ts';
import { hashTree } from '../platform/tree.ts';
import type { Workspace } from '../store/layout.ts';
import { readText } from '../store/records.ts';
import { versionsIn } from '../store/run-state.ts';
import type { Skill } from '../store/skill.ts';
import { readManifest } from '../store/snapshot.ts';
import { evalsFingerprint, treeHash } from '../store/tree-hash.ts';

const BEGIN_ANEW =
  'Go on without that change, begin anew with --restart (the old workspace is kept), or use --workspace DIR.';

/** Refuses flags that would change what a run measures: its scores would no longer be comparable. */
export function checkSameConfig(stored: RunConfig, given: Partial<RunConfig>): void {
  for (const [key, value] of Object.entries(given)) {
    const before: unknown = stored[key as keyof RunConfig];
    if (value === undefined || isDeepStrictEqual(before, value)) continue;
    throw new UserError(
      'usage',
      `This run was begun with ${key} ${settingText(before)}; it cannot go on with ${settingText(value)}.`,
      {
        hint: BEGIN_ANEW,
      },
    );
  }
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * Refuses a workspace of another skill, and a skill or evals that changed since the run began. A fork has both from
 * another run, and looks at the skill only when a version is applied.
 */
export async function checkSameSkill({
  skill,
  workspace,
  run,
}: {
  skill: Skill;
  workspace: Workspace;
  run: RunRecord;
}): Promise<void> {
  if (run.skill.name !== skill.name) {
    throw new UserError(
      'invalid_workspace',
      `${workspace.root} is the workspace of the skill ${run.skill.name}, not of ${skill.name}.`,
      {
        hint: 'Name another folder with --workspace DIR.',
      },
    );
  }
  if (run.forked_from !== null) return;
  const entries = await hashTree(skill.dir);
  const versions = await Promise.all(
    (await versionsIn(workspace)).map((version) => readManifest(workspace.manifest(version))),
  );
  const current = treeHash(entries, { withEvals: false });
  if (current !== run.skill.tree_hash && !versions.some(({ tree_hash }) => tree_hash === current)) {
    throw new UserError(
      'invalid_skill',
      `${skill.dir} was changed since the run began and equals none of its versions.`,
      {
        hint: BEGIN_ANEW,
      },
    );
  }
  if (evalsFingerprint(entries) !== run.evals_sha256) {
    throw new UserError(
      'invalid_evals',
      `${skill.dir}/evals was changed since the run began; scores would not be comparable.`,
      {
        hint: BEGIN_ANEW,
      },
    );
  }
}

/** Refuses sealed evals that the run was not begun with. */
export async function checkSameSealed({
  path,
  workspace,
  run,
}: {
  path: string;
  workspace: Workspace;
  run: RunRecord;
}): Promise<void> {
  if (run.sealed_sha256 === null) {
    throw new UserError('usage', 'This run was begun without --sealed.', { hint: BEGIN_ANEW });
  }
  const kept = await readText(join(workspace.sealedSuite, SUITE_FILE));
  if ((await readText(path)) === kept) return;
  throw new UserError('invalid_evals', `${path} is not the file of sealed evals that this run was begun with.`, {
    hint: BEGIN_ANEW,
  });
}

/** Refuses to mix measurements of two agents: a client that updated itself is another agent. */
export function checkSameAgents(before: RunRecord['agents'], now: RunRecord['agents']): void {
  for (const role of ROLES) checkSameAgent(role, before[role], now[role]);
  for (const [index, one] of (before.further ?? []).entries()) checkSameAgent('executor', one, now.further?.[index]);
}

function checkSameAgent(role: Role, before: AgentIdentity, now: AgentIdentity | undefined): void {
  if (now === undefined || isDeepStrictEqual(before, now)) return;
  throw new UserError('usage', `The ${role} was ${nameOf(before)} when the run began and is ${nameOf(now)} now.`, {
    hint: BEGIN_ANEW,
  });
}

function nameOf({ name, version, model }: AgentIdentity): string {
  return [name, version, model].filter((part) => part !== null).join(' ');
}
