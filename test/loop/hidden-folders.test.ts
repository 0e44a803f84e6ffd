import { realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkEnvironment, hiddenFolders } from '../../src/loop/hidden-folders.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

async function scene() {
  const root = await realpath(temp());
  await writeTree(root, { 'real/skill/SKILL.md': '' });
  await symlink(join(root, 'real'), join(root, 'door'));
  return { root, skill: join(root, 'real', 'skill'), door: join(root, 'door', 'skill') };
}

describe('hidden folders', () => {
  it('are known by the path that was given, the real one, and what PATH calls them', async () => {
    const { root, skill, door } = await scene();
    expect(await hiddenFolders([door], {})).toEqual([door, skill]);
    const PATH = `/usr/bin:${door}/node_modules/.bin:relative:${root}/elsewhere:/proc/1/cwd/x`;
    expect(await hiddenFolders([skill], { PATH })).toEqual([skill, `${door}/node_modules/.bin`]);
  });

  it('need not be there yet', async () => {
    const { root, skill } = await scene();
    const later = `${root}/door/later/workspace`;
    expect(await hiddenFolders([later], {})).toEqual([later, `${root}/real/later/workspace`]);
    expect(await hiddenFolders([skill, skill], {})).toEqual([skill]);
  });

  it('are told by no variable, by whatever path; of PATH those are left out that lead there', async () => {
    const { root, skill, door } = await scene();
    for (const value of [skill, `${skill}/evals`, `/usr:${door}/missing`]) {
      await expect(checkEnvironment({ MINE: value }, [skill])).rejects.toMatchObject({
        code: 'usage',
        message: `The variable MINE would lead agents to the skill or its workspace: ${value}.`,
      });
    }
    const harmless = { PATH: skill, A: root, B: `${skill}-else`, C: 'https://a:b@c:1/x', D: '', E: '/x'.repeat(5000) };
    await expect(checkEnvironment(harmless, [skill])).resolves.toBeUndefined();
  });
});
