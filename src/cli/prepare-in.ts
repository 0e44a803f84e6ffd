import { join, resolve } from 'node:path';
import { checkOurs, checkOutside } from '../loop/workspace-folder.ts';
import { prepare } from '../records/prepared/prepare.ts';
import { defaultWorkspace, workspaceAt } from '../store/layout.ts';
import { loadSkill } from '../store/skill.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

interface PrepareRequest {
  readonly skill: string;
  readonly workspace: string | undefined;
  readonly json: boolean;
}

/** Prepares the evals of a skill in its workspace, and says what was written. */
export async function prepareIn(shell: Shell, { skill, workspace, json }: PrepareRequest): Promise<void> {
  const { dir } = await loadSkill(resolve(shell.cwd, skill));
  const root = workspace === undefined ? defaultWorkspace(dir) : resolve(shell.cwd, workspace);
  await checkOutside(root, dir);
  await checkOurs(root);
  const { folder, files, counts } = await prepare(dir, workspaceAt(root));
  if (json) return shell.print(JSON.stringify({ folder, files, counts }));
  shell.print(`${counts.train} evals to learn from, ${counts.val} that decide, ${counts.test} set apart.`);
  for (const file of files) shell.print(`Written: ${shownPath(shell.cwd, join(folder, file))}`);
}
