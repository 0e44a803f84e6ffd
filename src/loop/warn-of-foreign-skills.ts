import { homedir, tmpdir } from 'node:os';
import { foreignSkills } from '../store/foreign-skills.ts';
import type { Campaign } from './campaign.ts';
import { tell } from './tell.ts';

/** Warns by name of other skills that a client could take for the one under test; that it does not is looked at in every trial. */
export async function warnOfForeignSkills(campaign: Campaign): Promise<void> {
  const { skill, workspace } = campaign;
  const folders = [workspace.root, tmpdir()];
  for (const path of await foreignSkills(skill.name, { home: homedir(), folders, own: skill.dir })) {
    const message = `foreign_skill: ${path} is another skill called ${skill.name}; no agent may take it for the one under test`;
    await tell(campaign, { event: 'warning', kind: 'foreign_skill', message });
  }
}
