import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MARKER, openTarget } from '../../src/records/target.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const to = () => join(folder(), 'a', 'b', 'out');

describe('a folder of exports', () => {
  it('is made with its parents and a marker, and known by that later', async () => {
    await openTarget(to(), {});
    expect(await readdir(to())).toEqual([MARKER]);
    await writeTree(to(), { 'jobs/x': '' });
    await expect(openTarget(to(), {})).resolves.toMatchObject({ root: to() });
  });

  it('can be opened by several at once, and over what a kill left of its marker', async () => {
    await writeTree(to(), { [`${MARKER}.4711.1`]: '{' });
    await Promise.all(Array.from({ length: 8 }, () => openTarget(to(), {})));
    expect(await readdir(to())).toContain(MARKER);
  });

  it.each(['', '[]', '{"made_by": "somebody else"}'])('is not ours by a marker that says %j', async (text) => {
    await writeTree(to(), { [MARKER]: text });
    await expect(openTarget(to(), {})).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(MARKER),
    });
  });

  it('is refused as a file, in a folder it may not touch, and behind a dangling link', async () => {
    await writeTree(folder(), { file: '', 'skill/SKILL.md': '' });
    await expect(openTarget(join(folder(), 'file'), {})).rejects.toThrow(/is no folder/);
    await expect(openTarget(join(folder(), 'skill', 'out'), { skill: join(folder(), 'skill') })).rejects.toThrow(
      /lies in the skill/,
    );
    await symlink(join(folder(), 'nowhere'), join(folder(), 'dangling'));
    await expect(openTarget(join(folder(), 'dangling', 'out'), {})).rejects.toThrow(/leads nowhere/);
    expect((await readdir(folder())).sort()).toEqual(['dangling', 'file', 'skill']);
  });

  it('holds a folder whole or as it was before, also where filling it fails', async () => {
    const target = await openTarget(to(), {});
    await target.folder('jobs/one', async (dir) => writeFile(join(dir, 'result'), 'first'));
    const failing = target.folder('jobs/one', async (dir) => {
      await writeFile(join(dir, 'result'), 'half');
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await readFile(join(to(), 'jobs', 'one', 'result'), 'utf8')).toBe('first');
    await target.folder('jobs/one', async (dir) => writeFile(join(dir, 'other'), 'second'));
    expect(await readdir(join(to(), 'jobs', 'one'))).toEqual(['other']);
    expect(await readdir(join(to(), 'jobs'))).toEqual(['one']);
  });

  it('is cleared of what a kill left', async () => {
    const target = await openTarget(to(), {});
    await mkdir(join(to(), 'jobs', '.one.partial'), { recursive: true });
    await mkdir(join(to(), 'jobs', '.one.old'));
    await target.folder('jobs/one', async () => undefined);
    expect(await readdir(join(to(), 'jobs'))).toEqual(['one']);
  });
});
