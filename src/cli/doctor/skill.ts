import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { UserError } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { lintSkill } from '../../evals/lint.ts';
import { exists } from '../../platform/exists.ts';
import { foreignSkills } from '../../store/foreign-skills.ts';
import { defaultWorkspace } from '../../store/layout.ts';
import { loadSkill } from '../../store/skill.ts';
import { lookAtDisk } from './machine.ts';

export interface SkillLook {
  readonly dir: string;
  /** null: beside the skill. Absolute. */
  readonly workspace: string | null;
  readonly home: string;
}

/** What lint says in short, whether the run can be kept where it would be, and who else is called like the skill. */
export async function lookAtSkill({ dir, workspace, home }: SkillLook): Promise<readonly Finding[]> {
  try {
    const skill = await loadSkill(dir);
    const root = workspace ?? defaultWorkspace(skill.dir);
    const whereabouts = { home, folders: [root, tmpdir()], own: skill.dir };
    const others = await foreignSkills(skill.name, whereabouts);
    return [await lintInShort(dir), await lookAtDisk(await thereIn(root), 'workspace in'), ...others.map(foreign)];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ area: 'skill', status: 'fail', message: error.message, fix: error.hint ?? null }];
  }
}

async function lintInShort(dir: string): Promise<Finding> {
  const { skill, evals, expectations, diagnostics } = await lintSkill(dir);
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const message = `${skill}: ${evals} evals with ${expectations} expectations; lint finds ${errors} errors and ${warnings} warnings`;
  const status = errors > 0 ? 'fail' : warnings > 0 ? 'warn' : 'ok';
  return {
    area: 'skill',
    status,
    message,
    fix: diagnostics.length === 0 ? null : 'skillratchet lint says what and where.',
  };
}

function foreign(path: string): Finding {
  const message = `${path} is another skill of the same name`;
  const fix = 'Every trial looks that it is not taken instead; if it ever is, move it away.';
  return { area: 'skill', status: 'warn', message, fix };
}

/** The folder, or the nearest one above it that is there. */
async function thereIn(folder: string): Promise<string> {
  return (await exists(folder)) ? folder : thereIn(dirname(folder));
}
