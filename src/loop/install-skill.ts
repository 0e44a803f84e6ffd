import { join } from 'node:path';
import type { Agent, AgentCall } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import { UserError } from '../core/errors.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { errnoOf, isMissing } from '../platform/errno.ts';
import { copyTree, hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import { isEvals, treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import type { Subject } from './subject.ts';

export interface InstalledSkill {
  readonly skill: NonNullable<AgentCall['skill']>;
  /** What was installed. */
  readonly entries: readonly TreeEntry[];
}

/**
 * Installs a copy of the skill, without its evals, where its executor discovers skills; null for a subject that is
 * measured without one. A UserError `invalid_workspace` when the tree is not the one that the trial is about, because somebody changed it.
 */
export async function installSkill(
  executor: Agent,
  {
    campaign: { skill },
    subject,
    scratch,
  }: { readonly campaign: Pick<Campaign, 'skill'>; readonly subject: Subject; readonly scratch: string },
): Promise<InstalledSkill | null> {
  if (!subject.installed) return null;
  const dir = join(scratch, executor.skillPlace(skill.name));
  const entries = await copyTree(subject.tree, dir, { exclude: isEvals });
  if (treeHash(entries, { withEvals: false }) !== subject.treeHash) throw tampered(subject);
  return { skill: { name: skill.name, description: skill.description, dir }, entries };
}

function tampered({ tree, iteration }: Subject): UserError {
  return new UserError('invalid_workspace', `${tree} is not the skill that iteration ${iteration} began with.`, {
    hint: 'Something wrote into it; nothing is scored against that. `skillratchet verify` names the files: restore them from a backup, or begin anew with --restart.',
  });
}

/** Where an installed copy is not what was installed any more: the first such path, or the whole of it; null while it is, or where there is none. */
export async function changeInCopy(installed: InstalledSkill | null, redact: Redact): Promise<string | null> {
  if (installed === null) return null;
  const { skill, entries } = installed;
  try {
    const [change] = diffTrees(entries, await hashTree(skill.dir));
    return change === undefined ? null : redact(change.path);
  } catch (error) {
    const untraceable = error instanceof UserError || isMissing(error);
    if (untraceable || ['EACCES', 'EPERM', 'ELOOP'].includes(errnoOf(error) ?? '')) return 'the whole of it';
    throw error;
  }
}
