import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists, isPlainFolder, leadsSomewhere } from '../../src/platform/exists.ts';
import { writeTree } from '../support/write-tree.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();

it('tells what is there, what leads somewhere, and what is a folder with no link on the way', async () => {
  await writeTree(temp(), { 'a/b/c.txt': 'x', link: { link: 'a' }, gone: { link: 'nowhere' } });
  await symlink('loop', join(temp(), 'loop'));
  const told = async (path: string) => {
    const at = join(temp(), path);
    return [await exists(at), await leadsSomewhere(at), await isPlainFolder(at)];
  };
  expect(await told('a/b')).toEqual([true, true, true]);
  expect(await told('a/b/c.txt')).toEqual([true, true, false]);
  expect(await told('link')).toEqual([true, true, false]);
  expect(await told('link/b')).toEqual([true, true, false]);
  expect(await told('gone')).toEqual([true, false, false]);
  expect(await told('loop')).toEqual([true, false, false]);
  expect(await told('a/b/c.txt/d')).toEqual([false, false, false]);
});
