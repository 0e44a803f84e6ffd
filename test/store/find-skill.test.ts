import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findSkill } from '../../src/store/find-skill.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const found = async (...paths: readonly string[]) => {
  const planted = paths.map((path): [string, Planted] => [path, 'x']);
  return findSkill(await writeTree(at('here'), Object.fromEntries(planted)));
};

describe('the skill in a folder', () => {
  it('is the folder itself before any that lies in it', async () => {
    expect(await found('SKILL.md', 'examples/other/SKILL.md')).toBe(at('here'));
  });

  it('is the only one that lies in it, in a hidden folder too', async () => {
    expect(await found('.claude/skills/notes/SKILL.md', 'README.md')).toBe(at('here/.claude/skills/notes'));
  });

  it('is never one of a workspace, of an installed package or behind a link', async () => {
    await writeTree(at('away/linked'), { 'SKILL.md': 'x' });
    await writeTree(at('here'), {});
    await symlink(at('away'), at('here/away'));
    const kept = ['notes-autoresearch/v1/SKILL.md', 'notes-autoresearch-2/v1/SKILL.md', 'node_modules/p/SKILL.md'];
    expect(await found('notes/SKILL.md', ...kept)).toBe(at('here/notes'));
  });

  it('has to be named where there are several', async () => {
    await expect(found('b/SKILL.md', 'a/SKILL.md')).rejects.toMatchObject({
      code: 'usage',
      message: `There are 2 skills in ${at('here')}: a, b.`,
      hint: `Name one, such as ${at('here/a')}.`,
    });
  });

  it('has to be there, and not too deep', async () => {
    await expect(found('a/b/c/d/e/f/SKILL.md')).rejects.toMatchObject({
      code: 'invalid_skill',
      message: `No SKILL.md was found in ${at('here')}.`,
    });
    await expect(findSkill(at('gone'))).rejects.toMatchObject({ code: 'invalid_skill' });
  });
});
