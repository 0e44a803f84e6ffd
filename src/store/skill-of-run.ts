import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { type RunRecord, runRecordSchema } from '../core/schema/run.ts';
import { exists } from '../platform/exists.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from './layout.ts';
import { readRecord } from './records.ts';
import { loadSkill } from './skill.ts';

/**
 * The folder of the skill that a run is of. In a copy of a workspace that is the skill beside the copy, never the one
 * that the run began with; a UserError `invalid_workspace` when there is none.
 */
export async function skillOfRun({ root }: Workspace, run: RunRecord): Promise<string> {
  const { path, name } = run.skill;
  if ((await exists(path)) && !(await isCopyOf(root, run))) return path;
  const beside = root.replace(/-autoresearch$/, '');
  const isSkill = beside !== root && (await exists(join(beside, 'SKILL.md')));
  if (isSkill && (await loadSkill(beside)).name === name) return beside;
  throw new UserError('invalid_workspace', `${root} is a copy, or its skill is gone: it began with ${path}.`, {
    hint: 'Put the skill beside it, or write the version elsewhere: skillratchet restore best --to DIR',
  });
}

/** Whether the workspace beside the skill is another one of the very same run. */
async function isCopyOf(root: string, { run_id, skill }: RunRecord): Promise<boolean> {
  const original = defaultWorkspace(skill.path);
  if (!(await exists(original)) || (await realpath(original)) === (await realpath(root))) return false;
  return (await readRecord(workspaceAt(original).run, runRecordSchema))?.run_id === run_id;
}
