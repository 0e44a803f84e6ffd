import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkSkillSize } from '../../src/store/skill-size.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

/** Checks a skill with files of so many bytes, which take no room on the disk. */
async function check(sizes: Readonly<Record<string, number>>): Promise<void> {
  await writeTree(temp(), Object.fromEntries(Object.keys(sizes).map((path) => [path, ''])));
  for (const [path, bytes] of Object.entries(sizes)) await truncate(join(temp(), path), bytes);
  await checkSkillSize(temp());
}

const TEN = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`data/${index}`, 100_000_000]));

it('a skill may have files of 100 MB, and 1 GB in all', async () => {
  await check(TEN);
});

it('a file that is larger is named with its size', async () => {
  await expect(check({ 'SKILL.md': 10, 'lib/big "one".bin': 100_000_001 })).rejects.toMatchObject({
    code: 'invalid_skill',
    message: `"lib/big \\"one\\".bin" has 101 MB in ${temp()}; a file of a skill may have 100 MB.`,
  });
});

it('of a skill that is larger in all the largest files are named', async () => {
  await expect(check({ ...TEN, 'SKILL.md': 1 })).rejects.toMatchObject({
    code: 'invalid_skill',
    message: expect.stringMatching(
      /has 1001 MB; a skill may have 1000 MB\. The largest files: ("data\/\d" has 100 MB(, )?){3}\.$/,
    ),
  });
});

it('what is not part of a skill does not count', async () => {
  await check({ 'SKILL.md': 10, 'node_modules/p/big': 200_000_000, '.git/objects/pack': 200_000_000 });
});
