import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSuite } from '../../../src/evals/suite.ts';
import { readRunView } from '../../../src/store/run-view/read-run-view.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { foreignWorkspace } from '../../support/foreign-workspace.ts';

const temp = useTempFolder();
const theirs = () => foreignWorkspace(temp());

describe('the view of a workspace that another tool wrote', () => {
  it('shows its rows, versions, evals and trials', async () => {
    const workspace = await theirs();
    const view = await readRunView(workspace, readSuite);
    expect(view).toMatchObject({
      workspace: { path: workspace.root, name: 'theirs-autoresearch', foreign: true },
      run: null,
      best: 'v1',
      problems: [],
      evals: [
        { id: '1', split: null, sealed: false, expectations: [{ text: 'E1' }, { text: 'E2' }] },
        { id: 'two words', expectations: [{ text: 'E1' }, { text: 'E2' }] },
      ],
      versions: [
        { name: 'v0', iteration: 0, files: 1 },
        { name: 'v1', iteration: 1, files: 2 },
      ],
    });
    expect(view.iterations.map(({ row }) => [row?.score, row?.best_score, row?.action])).toEqual([
      [0.5, 0.5, 'baseline'],
      [0.75, 0.75, 'kept'],
      [0.25, 0.75, 'reverted'],
    ]);
    expect(view.iterations[1]).toMatchObject({
      parent: 'v0',
      flips: { fixed: ['1#2'], broken: [] },
      trials: [
        { eval_id: '1', trial: 1, folder: 'iteration-1/eval-1', outcome: 'graded', passed: 2, total: 2, marks: '++' },
        { eval_id: 'two words', passed: 1, total: 2, marks: '+-', texts: null, cost_usd: null },
      ],
    });
  });

  it('is one JSON document', async () => {
    const view = await readRunView(await theirs(), readSuite);
    expect(JSON.parse(JSON.stringify(view))).toEqual(view);
  });

  it('follows no link, and says so', async () => {
    const workspace = await theirs();
    await writeFile(join(temp(), 'secret.json'), JSON.stringify({ expectations: [{ text: 'secret', passed: true }] }));
    await mkdir(join(workspace.root, 'iteration-3', 'eval-1'), { recursive: true });
    await symlink(join(temp(), 'secret.json'), join(workspace.root, 'iteration-3', 'eval-1', 'grading.json'));
    await symlink(join(workspace.root, 'iteration-1'), join(workspace.root, 'iteration-4'));
    const view = await readRunView(workspace, readSuite);
    expect(JSON.stringify(view)).not.toContain('secret');
    expect(view.iterations.map(({ number }) => number)).toEqual([0, 1, 2, 3]);
    expect(view.problems).toEqual([
      { path: 'iteration-3/eval-1/grading.json', message: 'is a link, which is not followed' },
    ]);
  });
});
