import { rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../src/core/run-view.ts';
import type { ChangesPart, TrialPart } from '../../src/dashboard/page/data.ts';
import { pageData, remarksOn } from '../../src/dashboard/page-data.ts';
import { type Parts, partsOf } from '../../src/dashboard/parts.ts';
import { readSuite } from '../../src/evals/suite.ts';
import type { Workspace } from '../../src/store/layout.ts';
import { readRunView } from '../../src/store/run-view/read-run-view.ts';
import { useTempFolder } from '../platform/temp.ts';
import { foreignWorkspace } from '../support/foreign-workspace.ts';
import { iterationOf, rowOf, trialOf, viewOf } from './view.ts';

const temp = useTempFolder();
let workspace: Workspace;
let view: RunView;
let parts: Parts;

beforeEach(async () => {
  workspace = await foreignWorkspace(temp());
  view = await readRunView(workspace, readSuite);
  parts = partsOf(workspace, view);
});

async function trialPartOf(name: string): Promise<TrialPart> {
  const part = await parts.read(name);
  if (part === null || 'files' in part) throw new Error(`${name} is no trial`);
  return part;
}

async function changesOf(name: string): Promise<ChangesPart> {
  const part = await parts.read(name);
  if (part === null || 'details' in part) throw new Error(`${name} are no changes`);
  return part;
}

describe('the parts of a page', () => {
  it('are named the weightiest first: what was kept before what was not', () => {
    expect(parts.names).toEqual([
      'changes/best',
      'changes/1',
      'changes/2',
      'trial/iteration-0/eval-1',
      'trial/iteration-0/eval-two%20words',
      'trial/iteration-1/eval-1',
      'trial/iteration-1/eval-two%20words',
      'trial/iteration-2/eval-1',
      'trial/iteration-2/eval-two%20words',
    ]);
  });

  it('are those of passes too, before those of what was reverted', () => {
    const at = (folder: string) => [{ ...trialOf('a', '+'), folder }];
    const iterations = [
      iterationOf(0, { row: rowOf('baseline', 1), trials: at('iteration-0/eval-a') }),
      iterationOf(1, { row: rowOf('reverted', 1), trials: at('iteration-1/eval-a') }),
    ];
    const passes = [{ purpose: 'arms-1', version: null, trials: at('passes/arms-1/none/eval-a') }];
    const { names } = partsOf(workspace, viewOf({ best: 'v0', iterations, passes }));
    expect(names).toEqual([
      'changes/1',
      'trial/iteration-0/eval-a',
      'trial/passes/arms-1/none/eval-a',
      'trial/iteration-1/eval-a',
    ]);
  });

  it('can all be read', async () => {
    for (const name of parts.names) expect(await parts.read(name), name).not.toBeNull();
  });

  it('tell what a trial was asked, what it left, and what was said of it', async () => {
    const { details, outputs } = await trialPartOf('trial/iteration-1/eval-1');
    expect(details).toMatchObject({ prompt: 'Do it.', suggestions: ['ask for more'], problems: [] });
    expect(details.transcript?.text).toBe('# what was said\n');
    expect(outputs).toEqual([{ path: 'answer.txt', bytes: 5, kind: 'text', text: 'done\n', cut: false }]);
  });

  it('tell what changed, word by word, and the mode of what is new', async () => {
    const { from, to, files } = await changesOf('changes/best');
    expect([from, to]).toEqual(['v0', 'v1']);
    const lines = files?.[0]?.hunks[0]?.lines.filter(({ sign }) => sign !== ' ');
    expect(
      lines?.map(({ sign, words }) => [sign, words.filter(({ changed }) => changed).map(({ text }) => text)]),
    ).toEqual([
      ['-', ['0']],
      ['+', ['1']],
    ]);
    expect(files?.find(({ path }) => path === 'scripts/run.sh')?.facts).toBe('file added, mode 100755');
  });

  it('say so where a state of the skill is not there', async () => {
    expect(await changesOf('changes/2')).toMatchObject({ from: 'v1', to: 'iteration-2', files: null });
    await rm(join(workspace.root, 'v0'), { recursive: true });
    expect(await changesOf('changes/best')).toMatchObject({ files: null });
  });

  it('are no other files, whatever they are called', async () => {
    const names = [
      'trial/iteration-1/eval-1/trial-2',
      'trial/iteration-1/eval-1/',
      'trial/iteration-1/eval-two words',
      'trial/v0',
      'trial/iteration-1/../iteration-1/eval-1',
      'changes/v0',
      'changes/7',
      '__proto__',
      '',
    ];
    for (const name of names) expect(await parts.read(name), name).toBeNull();
  });

  it('follow no link out of a trial', async () => {
    await writeFile(join(temp(), 'secret'), 'hidden');
    await symlink(join(temp(), 'secret'), join(workspace.root, 'iteration-1/eval-1/outputs/link.txt'));
    expect(JSON.stringify(await trialPartOf('trial/iteration-1/eval-1'))).not.toContain('hidden');
  });
});

describe('what a page shows at its start', () => {
  const facts = { program: '1.2.3', remarks: ['evals/evals.json: vague'] };

  it('is the view, what it comes to, and what the terminal says of it', () => {
    const data = pageData(view, facts);
    expect(data).toMatchObject({
      program: '1.2.3',
      said: { result: [], stopped: null, forked: null },
      remarks: facts.remarks,
    });
    expect(data.findings.gain).toMatchObject({ before: 0.5, after: 0.75, source: 'scores' });
    expect(Date.parse(data.made_at)).toBeLessThanOrEqual(Date.now());
  });

  it('tells nothing of what lint says where evals are sealed', () => {
    const sealed = view.evals.map((one) => ({ ...one, sealed: true }));
    expect(pageData({ ...view, evals: sealed }, facts).remarks).toEqual([]);
  });

  it('has what lint says of the evals, and nothing where there are none to read', async () => {
    expect((await remarksOn(workspace)).every((remark) => remark.startsWith('evals/'))).toBe(true);
    await rm(join(workspace.root, 'v0'), { recursive: true });
    expect(await remarksOn(workspace)).toEqual([]);
  });
});
