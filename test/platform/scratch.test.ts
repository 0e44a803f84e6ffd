import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createScratch, sweepScratch } from '../../src/platform/scratch.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();

describe('a scratch folder', () => {
  it('stands in the given folder, is named after the run and open to nobody else', async () => {
    await symlink(folder(), `${folder()}/link`);
    const path = await createScratch('run-1', `${folder()}/link`);
    expect(dirname(path)).toBe(folder());
    expect(basename(path)).toMatch(/^skillratchet-run-1-\w{6}$/);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('stands in the temp folder unless told otherwise, and may be removed twice', async () => {
    const path = await createScratch('run-1');
    await removeTree(path);
    await removeTree(path);
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is removed without following links', async () => {
    const path = await createScratch('run-1', folder());
    await writeFile(`${folder()}/precious`, '');
    await symlink(folder(), `${path}/out`);
    await removeTree(path);
    expect(await readdir(folder())).toEqual(['precious']);
  });

  it('is removed with names that are no UTF-8', async () => {
    const path = await createScratch('run-1', folder());
    const misnamed = Buffer.concat([Buffer.from(`${path}/`), Buffer.from([0xff, 0xfe])]);
    await mkdir(misnamed);
    await writeFile(Buffer.concat([misnamed, Buffer.from([0x2f, 0xe9])]), '');
    await removeTree(path);
    expect(await readdir(folder())).toEqual([]);
  });

  it('that is a link is removed without what it leads to, and so is a file', async () => {
    await mkdir(`${folder()}/kept`);
    await writeFile(`${folder()}/kept/precious`, '');
    await writeFile(`${folder()}/file`, '');
    await symlink(`${folder()}/kept`, `${folder()}/link`);
    for (const name of ['link', 'file', 'none']) await removeTree(`${folder()}/${name}`);
    expect(await readdir(folder(), { recursive: true })).toEqual(['kept', 'kept/precious']);
  });

  it('is swept with the others of its run, and of no other run', async () => {
    const others = await Promise.all(['run-2', 'run-1-b'].map((run) => createScratch(run, folder())));
    for (let count = 0; count < 3; count += 1) await createScratch('run-1', folder());
    expect(await sweepScratch('run-1', folder())).toBe(3);
    expect((await readdir(folder())).sort()).toEqual(others.map((path) => basename(path)).sort());
  });
});

describe('for a plain user', () => {
  const isRoot = process.getuid?.() === 0;
  afterEach(() => {
    if (isRoot) process.seteuid?.(0);
  });

  it('a scratch folder is removed though an agent made folders read-only and unreadable', async () => {
    await chmod(folder(), 0o777);
    if (isRoot) process.seteuid?.(65_534);
    const path = await createScratch('run-1', folder());
    await mkdir(`${path}/a/b`, { recursive: true });
    await writeFile(`${path}/a/b/file`, '');
    await symlink(folder(), `${path}/a/out`);
    await chmod(`${path}/a/b`, 0o000);
    await chmod(`${path}/a`, 0o500);
    await removeTree(path);
    expect(await readdir(folder())).toEqual([]);
    expect((await stat(folder())).mode & 0o777).toBe(0o777);
  });
});
