import { execFileSync } from 'node:child_process';
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyTree, hashTree } from '../../src/platform/tree.ts';
import { listTree } from '../../src/platform/tree-list.ts';
import { removeTree } from '../../src/platform/tree-remove.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);

const SKILL = {
  'SKILL.md': '---\nname: a\n---\n',
  'scripts/run.sh': { run: '#!/bin/sh\n' },
  'scripts/latest': { link: 'run.sh' },
  'references/gone': { link: '../nowhere' },
  'assets/raw.bin': Uint8Array.of(0, 255, 10),
  'assets/empty': null,
  ...Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, name])),
  'odd \\ folder [*]/file': 'x',
};

const pathsIn = async (root: string) => (await listTree(root)).entries.map(({ path }) => path);

describe('a tree', () => {
  it('is listed whole and in the order of bytes, whatever its names', async () => {
    const root = await writeTree(at('a [skill] \\ here'), SKILL);
    const expected = [...Object.keys(SKILL), 'assets', 'odd', 'odd \\ folder [*]', 'references', 'scripts'];
    expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await pathsIn(root)).toEqual(expected);
  });

  it('has folders, also empty ones, modes, and links by their targets', async () => {
    await writeTree(at('skill'), SKILL);
    await chmod(at('skill/SKILL.md'), 0o640);
    const { entries } = await listTree(at('skill'));
    const { size, ctimeMs } = await stat(at('skill/SKILL.md'));
    expect(entries).toContainEqual({ path: 'SKILL.md', type: 'file', mode: 0o640, size, changedMs: ctimeMs });
    expect(entries).toContainEqual({
      path: 'assets/empty',
      type: 'folder',
      mode: (await stat(at('skill/assets/empty'))).mode & 0o777,
    });
    expect(entries).toContainEqual({ path: 'references/gone', type: 'link', target: '../nowhere' });
  });

  it('has sizes and hashes as sha256sum computes them', async () => {
    await writeTree(at('skill'), SKILL);
    const theirs = execFileSync('sha256sum', [at('skill/assets/raw.bin')], { encoding: 'utf8' }).slice(0, 64);
    expect(await hashTree(at('skill'))).toContainEqual(
      expect.objectContaining({ path: 'assets/raw.bin', size: 3, sha256: theirs }),
    );
  });

  it('is not read where a file is known', async () => {
    await writeTree(at('skill'), { a: 'x', b: 'y' });
    const known = { path: 'a', type: 'file', mode: 0o777, size: 1, sha256: 'known' } as const;
    const [a, b] = await hashTree(at('skill'), { known: ({ path }) => (path === 'a' ? known : undefined) });
    expect(a).toEqual({ ...known, mode: (await stat(at('skill/a'))).mode & 0o777 });
    expect(b).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('leaves out what machines made, at any depth, and says so', async () => {
    await writeTree(at('skill'), {
      'SKILL.md': '',
      '.git/objects/ab/cd': 'x',
      '.gitignore': 'x',
      'lib/node_modules/p/node_modules/q.js': 'x',
      'lib/__pycache__/a/b.pyc': 'x',
      'lib/.DS_Store': 'x',
      '.venv': { link: '/usr' },
      '.cache/x': 'x',
    });
    const { leftOut } = await listTree(at('skill'));
    expect(leftOut).toEqual(['.cache', '.git', '.venv', 'lib/.DS_Store', 'lib/__pycache__', 'lib/node_modules']);
    expect(await pathsIn(at('skill'))).toEqual(['.gitignore', 'SKILL.md', 'lib']);
  });

  it('may be a git worktree, whose .git is a file', async () => {
    await writeTree(at('skill'), { '.git': 'gitdir: elsewhere', 'SKILL.md': '' });
    expect(await listTree(at('skill'))).toMatchObject({ entries: [{ path: 'SKILL.md' }], leftOut: ['.git'] });
  });

  it('that does not exist is an error, not an empty tree', async () => {
    await expect(listTree(at('nowhere'))).rejects.toMatchObject({ code: 'ENOENT' });
    await writeFile(at('file'), '');
    await expect(listTree(at('file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });
});

describe('a tree is refused by name for', () => {
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: 'invalid_skill', message: expect.stringMatching(message) });

  it.each([
    ['an absolute link', { 'a/out': { link: '/etc/hostname' } }],
    ['a link that climbs out', { 'a/out': { link: '../../x' } }],
    ['a link that leaves and comes back', { 'a/out': { link: '../../skill/a' } }],
    [
      'a link that leaves through another',
      { 'd/e/up': { link: '../../top' }, top: null, 'a/out': { link: '../d/e/up/../../x' } },
    ],
  ])('%s', async (_, entries) => {
    await writeTree(at('skill'), entries);
    await expect(listTree(at('skill'))).rejects.toEqual(refused(/"a\/out" in .* is a link to .* leads out/));
  });

  it('a named pipe', async () => {
    await mkdir(at('skill'));
    execFileSync('mkfifo', [at('skill/pipe')]);
    await expect(listTree(at('skill'))).rejects.toEqual(refused(/"pipe" in .* is a named pipe/));
  });

  it('a socket', async () => {
    await mkdir(at('skill'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(at('skill/s'), resolve));
    await expect(listTree(at('skill'))).rejects.toEqual(refused(/"s" in .* is a socket/));
    server.close();
  });

  it('a name that is no UTF-8, of a file or of a folder', async () => {
    await writeTree(at('skill'), { 'a/\uFFFDb': 'fine' });
    await writeFile(Buffer.concat([Buffer.from(at('skill/a/')), Buffer.from([0xff, 0x62])]), '');
    await expect(listTree(at('skill'))).rejects.toEqual(refused(/"a\/ÿb" in .* no UTF-8/));
    await mkdir(at('other'));
    await mkdir(Buffer.concat([Buffer.from(at('other/')), Buffer.from([0xff])]));
    await expect(listTree(at('other'))).rejects.toEqual(refused(/"ÿ" in .* no UTF-8/));
  });
});

describe('a copy of a tree', () => {
  it('equals it in names, contents, modes, empty folders and links', async () => {
    await writeTree(at('skill'), SKILL);
    await chmod(at('skill/SKILL.md'), 0o440);
    await chmod(at('skill/assets'), 0o700);
    const copied = await copyTree(at('skill'), at('new/place'), { flush: true });
    expect(copied).toEqual(await hashTree(at('skill')));
    expect(await hashTree(at('new/place'))).toEqual(copied);
    execFileSync('diff', ['-r', '--no-dereference', at('skill'), at('new/place')]);
    expect(await readlink(at('new/place/scripts/latest'))).toBe('run.sh');
  });

  it('passes over what is excluded and gives other modes when asked', async () => {
    await writeTree(at('skill'), { 'SKILL.md': 'x', 'evals/evals.json': '{}', 'scripts/run': { run: 'x' } });
    const copied = await copyTree(at('skill'), at('copy'), {
      exclude: (path) => path === 'evals' || path.startsWith('evals/'),
      mode: ({ type, mode }) => (type === 'folder' ? 0o555 : mode & 0o111),
    });
    expect(copied.map(({ path }) => path)).toEqual(['SKILL.md', 'scripts', 'scripts/run']);
    expect(copied.at(-1)).toMatchObject({ mode: 0o755 });
    expect((await stat(at('copy/scripts'))).mode & 0o777).toBe(0o555);
    expect((await stat(at('copy/scripts/run'))).mode & 0o777).toBe(0o111);
    await removeTree(at('copy'));
    await expect(lstat(at('copy'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is never made over something that stands there', async () => {
    await writeTree(at('skill'), { a: 'new' });
    await writeTree(at('there'), { a: 'old' });
    await expect(copyTree(at('skill'), at('there'))).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readFile(at('there/a'), 'utf8')).toBe('old');
  });

  it('is not begun when the tree is refused', async () => {
    await writeTree(at('skill'), { a: 'x', b: { link: '/etc' } });
    await expect(copyTree(at('skill'), at('copy'))).rejects.toMatchObject({ code: 'invalid_skill' });
    expect(await readdir(temp())).toEqual(['skill']);
  });

  it('of many and of large files is exact', async () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`d/${index}`, `${index}`]));
    const sizes = [0, 1, 2 ** 18 - 1, 2 ** 18, 2 ** 18 + 1, 2 ** 20, 2 ** 20 + 1, 5_000_000];
    const sized = Object.fromEntries(sizes.map((size) => [`s/${size}`, Buffer.alloc(size, 'abcd\n')]));
    await writeTree(at('skill'), { ...many, ...sized });
    const copied = await copyTree(at('skill'), at('copy'), { mode: ({ mode }) => mode & ~0o222, flush: true });
    expect(copied).toEqual(await hashTree(at('skill')));
    execFileSync('diff', ['-r', at('skill'), at('copy')]);
    const list = copied.flatMap((entry) => (entry.type === 'file' ? [`${entry.sha256}  ${entry.path}\n`] : []));
    execFileSync('sha256sum', ['-c', '--quiet'], { cwd: at('copy'), input: list.join('') });
    expect((await stat(at('copy/s/5000000'))).mode & 0o777).toBe(0o444);
    await chmod(at('copy/s'), 0o755);
  });

  it('links a file to its twin, and copies it where there is none to link to', async () => {
    await writeTree(at('skill'), { a: 'twin', b: 'lost' });
    await writeTree(at('there'), { a: 'twin' });
    const entries = await hashTree(at('skill'));
    const twin = ({ path }: { path: string }) => {
      const entry = entries.find((other) => other.path === path);
      return entry?.type === 'file' ? { path: at('there', path), entry } : undefined;
    };
    expect(await copyTree(at('skill'), at('copy'), { twin, flush: true })).toEqual(entries);
    expect((await stat(at('copy/a'))).ino).toBe((await stat(at('there/a'))).ino);
    expect(await readFile(at('copy/b'), 'utf8')).toBe('lost');
  });
});
