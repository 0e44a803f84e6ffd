import { appendFile, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, it } from 'vitest';
import { collectOutputs, listFiles } from '../../src/evals/outputs.ts';
import { makeStage, type StagedInput, stageInputs } from '../../src/evals/stage.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const work = (...parts: string[]) => at('scratch', 'work', ...parts);
let inputs: readonly StagedInput[] = [];
const collect = () => collectOutputs(work(), inputs, at('outputs'));

beforeEach(async () => {
  await writeTree(at('v0'), { 'data/in.csv': 'in', 'data/more.csv': 'more', 'one.txt': 'one', 'docs/two.txt': 'two' });
  const { cwd } = await makeStage(at('scratch'));
  const named = ['data', 'one.txt', 'docs/two.txt'].map((name) => ({ type: 'path' as const, name, source: name }));
  inputs = await stageInputs([...named, { type: 'inline', name: 'own.md', content: 'own' }], at('v0'), cwd);
});

describe('an output is', () => {
  it('nothing when the agent changed nothing', async () => {
    expect(await collect()).toEqual({ files: [], unreadable: [], deletedInputs: [] });
    expect(await readdir(at('outputs'))).toEqual([]);
  });

  it('every new file, however deep, hidden or empty', async () => {
    await writeTree(work(), {
      'report.md': 'text',
      'a/b/c.txt': '',
      '.hidden/x': 'x',
      'data/new.csv': 'n',
      empty: null,
    });
    expect((await collect()).files).toEqual(['.hidden/x', 'a/b/c.txt', 'data/new.csv', 'report.md']);
    expect((await readdir(at('outputs'), { recursive: true })).sort()).toEqual([
      '.hidden',
      '.hidden/x',
      'a',
      'a/b',
      'a/b/c.txt',
      'data',
      'data/new.csv',
      'report.md',
    ]);
  });

  it('an input that was changed, under each of its names by itself', async () => {
    await appendFile(work('data', 'in.csv'), '!');
    await writeFile(work('two.txt'), '2');
    await writeFile(work('own.md'), 'mine');
    expect((await collect()).files).toEqual(['data/in.csv', 'own.md', 'two.txt']);
    expect(await readFile(at('outputs', 'data', 'in.csv'), 'utf8')).toBe('in!');
  });

  it('no input that was only touched or rewritten with the same bytes', async () => {
    await writeFile(work('one.txt'), 'one');
    expect((await collect()).files).toEqual([]);
  });

  it('an input under its new name when it was moved', async () => {
    await rename(work('one.txt'), work('uno.txt'));
    expect(await collect()).toMatchObject({ files: ['uno.txt'], deletedInputs: ['one.txt'] });
  });

  it('executable when the agent made it so', async () => {
    await writeTree(work(), { 'run.sh': { run: '#!/bin/sh\n' } });
    await collect();
    expect((await lstat(at('outputs', 'run.sh'))).mode & 0o100).toBe(0o100);
  });

  it('found whatever its name', async () => {
    const planted = Object.fromEntries(ODD_NAMES.map((name) => [name, name]));
    await writeTree(work(), planted);
    const { files } = await collect();
    expect([...files].sort()).toEqual([...ODD_NAMES].sort());
    for (const name of files) expect(await readFile(at('outputs', name), 'utf8')).toBe(name);
  });
});

describe('no output is', () => {
  it('anything in the git folder of the work folder; one further below is the agent’s own', async () => {
    await writeTree(work(), { '.git/config': 'x', 'clone/.git/config': 'x', '.gitignore': 'x' });
    expect((await collect()).files).toEqual(['.gitignore', 'clone/.git/config']);
  });

  it('a link, wherever it leads, nor what lies behind it', async () => {
    await writeTree(at('secret'), { 'passwords.txt': 'x' });
    for (const [name, target] of [
      ['way', at('secret')],
      ['file', at('secret/passwords.txt')],
      ['up', '..'],
      ['gone', 'nowhere'],
    ] as const) {
      await symlink(target, work(name));
    }
    expect((await collect()).files).toEqual([]);
    expect(await readdir(at('outputs'))).toEqual([]);
  });

  it.each([
    ['the work folder', 'scratch/work'],
    ['a folder above it', 'scratch'],
  ])('what lies behind a link that the agent put in the place of %s', async (_, place) => {
    await writeTree(at('elsewhere'), { 'found.txt': 'x', 'work/found.txt': 'x' });
    await rename(at(place), at('aside'));
    await symlink(at('elsewhere'), at(place));
    expect(await collect()).toMatchObject({ files: [], unreadable: [] });
    expect(await readdir(at('outputs'))).toEqual([]);
  });

  it('a pipe, which would never end', async () => {
    await execa('mkfifo', [work('pipe')]);
    expect((await collect()).files).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('a name that is no UTF-8, which is told', async () => {
    await writeFile(Buffer.concat([Buffer.from(`${work()}/caf`), Buffer.from([0xe9])]), 'x');
    expect(await collect()).toMatchObject({ files: [], unreadable: ['café'] });
  });
});

describe('inputs that the agent removed', () => {
  it('are named, under each name that they had', async () => {
    await rm(work('two.txt'));
    await rm(work('data'), { recursive: true });
    expect((await collect()).deletedInputs).toEqual(['data', 'two.txt']);
  });

  it('are all of them when it removed its whole work folder', async () => {
    await rm(work(), { recursive: true });
    expect(await collect()).toEqual({
      files: [],
      unreadable: [],
      deletedInputs: ['data', 'one.txt', 'docs/two.txt', 'own.md', 'two.txt'],
    });
  });

  it('may have become something else', async () => {
    await rm(work('one.txt'));
    await mkdir(work('one.txt'));
    await writeFile(work('one.txt', 'inner'), 'x');
    await rm(work('own.md'));
    await symlink('/etc/hostname', work('own.md'));
    expect(await collect()).toMatchObject({ files: ['one.txt/inner'], deletedInputs: [] });
  });
});

it('the files of a folder that is not there are none', async () => {
  expect(await listFiles(at('nowhere'))).toEqual([]);
});
