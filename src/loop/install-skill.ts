import { join } from 'node:path';
import type { AgentCall } from '../agents/port.ts';
import { copyTree } from '../platform/tree.ts';
import { isEvals } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';

/** Installs a copy of the skill, without its evals, where the executor's agent discovers skills. */
export async function installSkill(
  campaign: Campaign,
  tree: string,
  scratch: string,
): Promise<NonNullable<AgentCall['skill']>> {
  const { skill, agents } = campaign;
  const dir = join(scratch, agents.executor.skillPlace(skill.name));
  await copyTree(tree, dir, { exclude: isEvals });
  return { name: skill.name, description: skill.description, dir };
}
