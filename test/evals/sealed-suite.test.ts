import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSealedSuite } from '../../src/evals/sealed-suite.ts';
import { writeTree } from '../support/write-tree.ts';
import { evalCase } from './eval-case.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-sealed-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const EVAL = { id: 's1', prompt: 'Do it.', expectations: ['It is done'] };

async function load(suite: unknown, files: Readonly<Record<string, string>> = {}, known = [evalCase()]) {
  await writeTree(folder, { 'priv.json': JSON.stringify(suite), ...files });
  return loadSealedSuite(join(folder, 'priv.json'), { known });
}

describe('a file of sealed evals', () => {
  it.each([
    ['a list', [EVAL]],
    ['the usual form', { skill_name: 'x', evals: [EVAL] }],
    ['cases', { cases: [EVAL] }],
  ])('may be %s', async (_, suite) => {
    const { evals, files } = await load(suite);
    expect(evals).toMatchObject([{ id: 's1', split: 'test', expectations: [{ text: 'It is done' }] }]);
    expect(files).toEqual([{ from: join(folder, 'priv.json'), to: 'evals/evals.json' }]);
  });

  it('brings the files that it names: inputs, and what checks compare with, however deep', async () => {
    const compare = { type: 'equals_file', file: 'out.txt', expected: 'wanted.txt' };
    const schema = { type: 'json_schema', file: 'o.json', schema: 'schemas/o.json' };
    const suite = [
      { ...EVAL, files: ['in/data.csv', 'dir'], expectations: [compare, { type: 'not', check: schema }] },
      { ...EVAL, id: 's2', files: ['in/data.csv', { path: 'own.txt', content: 'mine' }] },
    ];
    const files = { 'in/data.csv': 'a', 'dir/x': 'x', 'wanted.txt': 'w', 'schemas/o.json': '{}', 'other.txt': 'no' };
    const found = await load(suite, files);
    expect(found.files.map(({ to }) => to)).toEqual([
      ...['evals/evals.json', 'in/data.csv', 'dir', 'evals/wanted.txt', 'evals/schemas/o.json'],
    ]);
  });

  it('is found through a link', async () => {
    await writeTree(folder, { 'real/priv.json': JSON.stringify([EVAL]) });
    await symlink(join(folder, 'real/priv.json'), join(folder, 'link.json'));
    const { files } = await loadSealedSuite(join(folder, 'link.json'), { known: [] });
    expect(files[0]?.from).toBe(join(folder, 'real/priv.json'));
  });
});

describe('a file of sealed evals is refused', () => {
  it.each([
    ['a missing input', [{ ...EVAL, files: ['gone.csv'] }], 'priv.json /0/files/0: "gone.csv" does not exist'],
    [
      'a missing file of a check',
      [{ ...EVAL, expectations: [{ type: 'equals_file', file: 'a', expected: 'gone' }] }],
      'gone',
    ],
    ['itself as an input', [{ ...EVAL, files: ['priv.json'] }], 'priv.json: eval s1 names the file of evals itself'],
    ['an eval for another use', [{ ...EVAL, split: 'train' }], 'eval s1 has the split train; sealed evals are test'],
    [
      'an unknown split',
      [{ ...EVAL, split: 'tset' }],
      'priv.json /0/split: must be one of train, val, test. Did you mean "test"',
    ],
    ['an id twice', [EVAL, EVAL], 'priv.json /1/id: the id "s1" is used twice'],
    ['no list', { evals: {} }, 'priv.json: holds no list "evals"'],
  ])('with %s', async (_, suite, message) => {
    await expect(load(suite)).rejects.toMatchObject({
      code: 'invalid_evals',
      message: expect.stringContaining(message),
    });
  });

  it('with an id of the skill, or one that would share its folder', async () => {
    const known = [{ ...evalCase(), id: 'S1' }];
    await expect(load([EVAL], {}, known)).rejects.toMatchObject({
      message: 'priv.json: the id "s1" is one of the skill\'s own evals.',
    });
  });

  it('that is missing, or no JSON', async () => {
    const path = join(folder, 'gone.json');
    await expect(loadSealedSuite(path, { known: [] })).rejects.toMatchObject({ message: `${path} does not exist.` });
    await writeFile(path, '{');
    await expect(loadSealedSuite(path, { known: [] })).rejects.toMatchObject({
      code: 'invalid_evals',
      message: expect.stringContaining('gone.json'),
    });
  });
});
