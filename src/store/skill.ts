import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { isMissing } from '../platform/errno.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { readText } from './records.ts';
import { checkSkill } from './skill-rules.ts';
import { checkSkillSize } from './skill-size.ts';

export interface Skill {
  /** Absolute and without links. */
  readonly dir: string;
  /** The folder's name at home; the name must equal it. */
  readonly folderName: string;
  /** As stated, else the folder's name. */
  readonly name: string;
  /** Empty when none is stated. */
  readonly description: string;
  readonly frontmatter: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** What breaks the Agent Skills specification. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the skill in `dir`. `folderName` is that of the original where `dir` is a copy. Broken rules are diagnostics;
 * a missing folder or SKILL.md, front matter that cannot be read, and what is too large, is a UserError `invalid_skill`.
 */
export async function loadSkill(dir: string, options: { readonly folderName?: string } = {}): Promise<Skill> {
  const real = await realFolder(dir);
  const file = join(real, 'SKILL.md');
  const text = await readText(file);
  if (text === null) throw noSkill(`${file} does not exist`);
  await checkSkillSize(real);
  const folderName = options.folderName ?? basename(real);
  const { frontmatter, body } = parseFrontmatter(text, file);
  const { name, description } = frontmatter;
  return {
    dir: real,
    folderName,
    name: typeof name === 'string' && name !== '' ? name : folderName,
    description: typeof description === 'string' ? description : '',
    frontmatter,
    body,
    diagnostics: checkSkill(frontmatter, folderName),
  };
}

async function realFolder(dir: string): Promise<string> {
  try {
    return await realpath(dir);
  } catch (error) {
    if (isMissing(error)) throw noSkill(`${dir} does not exist`);
    throw error;
  }
}

function noSkill(why: string): UserError {
  return new UserError('invalid_skill', `${why}.`, {
    hint: 'A skill is a folder that holds a SKILL.md; name that folder.',
  });
}
