import { dirname, join } from 'node:path';
import glob from 'fast-glob';
import { UserError } from '../core/errors.ts';
import { exists } from '../platform/exists.ts';

/** The skill that a folder is, or the only one that lies in it. A UserError names what was found instead. */
export async function findSkill(folder: string): Promise<string> {
  if (await exists(join(folder, 'SKILL.md'))) return folder;
  const ignore = ['**/node_modules/**', '**/*-autoresearch/**', '**/*-autoresearch-*/**'];
  const options = { cwd: folder, dot: true, followSymbolicLinks: false, suppressErrors: true, deep: 5, ignore };
  const found = (await glob('**/SKILL.md', options)).map((path) => dirname(path)).sort();
  const [only, ...others] = found;
  if (only === undefined) {
    throw new UserError('invalid_skill', `No SKILL.md was found in ${folder}.`, {
      hint: 'A skill is a folder that holds a SKILL.md; name that folder.',
    });
  }
  if (others.length === 0) return join(folder, only);
  throw new UserError('usage', `There are ${found.length} skills in ${folder}: ${found.join(', ')}.`, {
    hint: `Name one, such as ${join(folder, only)}.`,
  });
}
