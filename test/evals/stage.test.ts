import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EvalCase, InputFile } from '../../src/core/schema/suite.ts';
import { collectOutputs } from '../../src/evals/outputs.ts';
import { executorPrompt, inputNames, makeStage, stageInputs } from '../../src/evals/stage.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const folder = useTempFolder();
const EVAL: EvalCase = {
  id: 'a',
  prompt: 'Merge them.',
  files: [],
  expectations: [],
  timeoutMs: null,
  runs: 1,
  weight: 1,
  split: null,
};

/** Stages inputs of a skill in a fresh work folder, and lists what lies there. */
async function staged(files: readonly InputFile[]) {
  const { cwd } = await makeStage(folder());
  const inputs = await stageInputs(files, join(folder(), 'skill'), cwd);
  // What is told of them without staging is what was staged.
  expect(inputNames(files)).toEqual(inputs.map(({ name }) => name));
  const names = (await readdir(cwd, { recursive: true })).filter((name) => !name.startsWith('.git')).sort();
  return { cwd, inputs, names };
}

function path(name: string, source = name): InputFile {
  return { type: 'path', name, source };
}

describe('inputs', () => {
  it('stand under the name they have, and under their base name where that is free', async () => {
    await writeTree(join(folder(), 'skill'), { 'data/a.csv': 'A', 'evals/more/a.csv': 'B', 'data/b.csv': 'C' });
    const { cwd, names } = await staged([
      path('data/a.csv'),
      path('more/a.csv', 'evals/more/a.csv'),
      path('data/b.csv'),
    ]);
    expect(names).toEqual(['a.csv', 'b.csv', 'data', 'data/a.csv', 'data/b.csv', 'more', 'more/a.csv']);
    expect(await readFile(join(cwd, 'a.csv'), 'utf8')).toBe('A');
  });

  it('may be folders, and texts that the eval holds', async () => {
    await writeTree(join(folder(), 'skill'), { 'data/in/a.csv': 'A', 'data/in/empty': null });
    const { cwd, names } = await staged([path('data/in'), { type: 'inline', name: 'notes/n.txt', content: 'é\n' }]);
    expect(names).toEqual([
      ...['data', 'data/in', 'data/in/a.csv', 'data/in/empty'],
      ...['in', 'in/a.csv', 'in/empty', 'n.txt', 'notes', 'notes/n.txt'],
    ]);
    expect(await readFile(join(cwd, 'notes/n.txt'), 'utf8')).toBe('é\n');
  });

  it('can be written by the agent, though the version they come from is read-only', async () => {
    const skill = await writeTree(join(folder(), 'skill'), { 'data/a.csv': 'A', 'data/deep/b.sh': { run: 'B' } });
    for (const name of ['data/a.csv', 'data/deep/b.sh']) await chmod(join(skill, name), 0o555);
    const { cwd } = await staged([path('data')]);
    for (const name of ['data/a.csv', 'data/deep/b.sh']) expect((await stat(join(cwd, name))).mode & 0o777).toBe(0o755);
    expect((await stat(join(skill, 'data/a.csv'))).mode & 0o777).toBe(0o555);
  });

  it('that are links are staged as what they lead to; what leads nowhere is left out', async () => {
    const skill = await writeTree(join(folder(), 'skill'), { 'real.csv': 'A', 'data/x': 'x' });
    await symlink('../real.csv', join(skill, 'data/link'));
    await symlink('nowhere', join(skill, 'data/dangling'));
    await symlink('loop', join(skill, 'data/loop'));
    const { cwd, names } = await staged([path('data')]);
    expect(names).toEqual(['data', 'data/link', 'data/x']);
    await writeFile(join(cwd, 'data/link'), 'changed');
    expect(await readFile(join(skill, 'real.csv'), 'utf8')).toBe('A');
  });

  it('are listed after the prompt, which is not altered', async () => {
    const { inputs } = await staged([{ type: 'inline', name: 'in/a.txt', content: '' }]);
    const listed = '\n\nInput files, in the current folder:\n- in/a.txt\n- a.txt\n';
    expect(executorPrompt({ ...EVAL, prompt: ' Do it.\n' }, inputs)).toBe(` Do it.\n${listed}`);
    expect(executorPrompt(EVAL, [])).toBe('Merge them.');
  });
});

describe('outputs', () => {
  it('are the files that are new or changed: an input as it was is none, a changed one is', async () => {
    await writeTree(join(folder(), 'skill'), { 'in/a': 'A', 'in/b': 'B' });
    const texts = ['same', 'other'].map((name): InputFile => ({ type: 'inline', name, content: name }));
    const { cwd, inputs } = await staged([path('in'), ...texts]);
    await writeTree(cwd, { 'in/b': 'changed', 'in/new': 'N', other: 'changed' });
    const collected = await collectOutputs(cwd, inputs, join(folder(), 'outputs'));
    expect(collected).toEqual({ files: ['in/b', 'in/new', 'other'], unreadable: [], deletedInputs: [] });
  });

  it('name the inputs that are gone', async () => {
    const { cwd, inputs } = await staged([{ type: 'inline', name: 'a/b.txt', content: 'x' }]);
    await rm(join(cwd, 'a'), { recursive: true });
    await mkdir(join(cwd, 'a'));
    expect(await collectOutputs(cwd, inputs, join(folder(), 'outputs'))).toMatchObject({ deletedInputs: ['a/b.txt'] });
  });
});
