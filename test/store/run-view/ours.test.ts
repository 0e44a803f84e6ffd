import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunView } from '../../../src/core/run-view.ts';
import { readSuite } from '../../../src/evals/suite.ts';
import { type Workspace, workspaceAt } from '../../../src/store/layout.ts';
import { readChanges } from '../../../src/store/run-view/changes.ts';
import { openDoor } from '../../../src/store/run-view/door.ts';
import { viewedRows } from '../../../src/store/run-view/iterations.ts';
import { readRunView } from '../../../src/store/run-view/read-run-view.ts';
import { readTrialDetails, readTrialOutput } from '../../../src/store/run-view/trial-details.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { type Bench, planBench } from '../../support/campaign.ts';
import { armsOf } from '../../support/views.ts';

describe('the view of a run of ours', () => {
  let home = '';
  let bench: Bench;
  let view: RunView;

  beforeAll(async () => {
    home = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-test-'));
    bench = await planBench(home);
    await bench.improve({ limits: { iterations: 3, final_passes: 1 } });
    view = await readRunView(bench.workspace, readSuite);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  const trial = () => view.iterations[2]?.trials[0] ?? { eval_id: '', folder: '', marks: null };

  it('shows who ran, where it stands and what it took', () => {
    expect(view).toMatchObject({
      workspace: { name: 'plan-autoresearch', foreign: false },
      run: { skill: { name: 'plan' }, config: { rule: 'strict' }, agents: { executor: { name: expect.any(String) } } },
      state: { phase: 'stopped', stop_reason: 'iterations', live: null, open: null },
      best: 'v3',
      headline: { type: 'fresh', final: { best: 'v3', passes: 1 } },
      problems: [],
    });
    expect(view.state.spend?.calls).toBeGreaterThan(view.iterations[0]?.spend?.calls ?? Number.NaN);
    expect(view.state.spend?.roles.improver.calls).toBe(3);
  });

  it('shows each iteration with its row, its reason, its trials and what they took', () => {
    expect(view.iterations.map(({ row }) => [row?.score, row?.best_score, row?.action])).toEqual([
      [0.66, 0.66, 'baseline'],
      [0.78, 0.78, 'kept'],
      [0.72, 0.78, 'reverted'],
      [0.85, 0.85, 'kept'],
    ]);
    expect(view.iterations[1]).toMatchObject({
      parent: 'v0',
      reason: expect.stringMatching(/./),
      files_changed: ['SKILL.md'],
      spend: { calls: 6, roles: { executor: { calls: 4 }, judge: { calls: 1 }, improver: { calls: 1 } } },
      duration_ms: expect.any(Number),
      skill_bytes: expect.any(Number),
    });
    expect(view.iterations[1]?.trials).toHaveLength(4);
    expect(view.iterations[1]?.flips.fixed.length).toBeGreaterThan(0);
    expect(trial()).toMatchObject({ outcome: 'graded', attempts: 1, total: 25, texts: null });
  });

  it('tells the rows alone as it tells them with everything else', () => {
    const rows = viewedRows({ door: openDoor(bench.workspace.root), foreign: false });
    expect(rows).toEqual(view.iterations.map(({ number, row }) => ({ number, row })));
  });

  it('shows the trials of the final passes beside the iterations', () => {
    expect(view.passes.map(({ purpose, version, trials }) => [purpose, version, trials.length])).toEqual([
      ['final-3', 'v0', 4],
      ['final-3', 'v3', 4],
    ]);
  });

  it('has what is long about a trial when it is asked for', async () => {
    const details = await readTrialDetails(bench.workspace, trial(), readSuite);
    expect(details).toMatchObject({
      prompt: expect.stringMatching(/case/),
      transcript: { cut: false, text: expect.stringMatching(/./) },
      outputs: [{ path: 'result.txt', bytes: expect.any(Number) }],
      problems: [],
    });
    expect(details.expectations).toHaveLength(25);
    expect(readTrialOutput(bench.workspace, trial(), 'result.txt')?.toString()).toContain('[01]');
    expect(readTrialOutput(bench.workspace, trial(), '../trial.json')).toBeNull();
    const around = { folder: `../plan-autoresearch/${trial().folder}` };
    expect(readTrialOutput(bench.workspace, around, 'result.txt')).toBeNull();
  });

  it('has what changed between two versions when it is asked for', async () => {
    expect(await readChanges(bench.workspace, 'v0', 'v3')).toMatchObject([
      { path: 'SKILL.md', old: { type: 'file', mode: '100644' }, now: { type: 'file' } },
    ]);
    expect(await readChanges(bench.workspace, 'v0', 'iteration-2')).toHaveLength(1);
    expect(await readChanges(bench.workspace, 'v0', 'v9')).toBeNull();
    expect(await readChanges(bench.workspace, '..', 'v0')).toBeNull();
  });

  describe('that was damaged', () => {
    const temp = useTempFolder();
    let copy: Workspace;

    beforeEach(async () => {
      copy = workspaceAt(join(temp(), 'plan-autoresearch'));
      await cp(bench.workspace.root, copy.root, { recursive: true });
    });

    async function damaged(path: string, text: string): Promise<RunView> {
      await rm(join(copy.root, path), { force: true });
      await writeFile(join(copy.root, path), text);
      return readRunView(copy, readSuite);
    }

    it('shows the newest comparison with and without the skill that has a score', async () => {
      const record = armsOf({ none: 0.24, v0: 0.4 }, 2);
      for (const dir of ['arms-2/none', 'arms-2/v0', 'arms-10/v0'])
        await mkdir(join(copy.passes, dir), { recursive: true });
      await damaged('passes/arms-10/arms.json', JSON.stringify(armsOf({ v0: null }, 10)));
      const { passes, arms, problems } = await damaged('passes/arms-2/arms.json', JSON.stringify(record));
      expect([arms, problems]).toEqual([record, []]);
      expect(passes.map(({ purpose, version }) => `${purpose} ${version}`)).toEqual([
        ...['arms-2 null', 'arms-2 v0', 'arms-10 v0', 'final-3 v0', 'final-3 v3'],
      ]);
    });

    it('shows no trial of a sealed eval, wherever it lies', async () => {
      const run = (await bench.json('run.json')) as { splits: Record<string, string> };
      const record = { ...run, splits: { ...run.splits, [trial().eval_id]: 'test' } };
      const { passes } = await damaged('run.json', JSON.stringify(record));
      const ids = passes.flatMap(({ trials }) => trials.map(({ eval_id }) => eval_id));
      expect(ids).toHaveLength(6);
      expect(ids).not.toContain(trial().eval_id);
    });

    it('takes the row of an iteration whose decision is torn from results.tsv', async () => {
      const torn = await damaged('iteration-1/decision.json', '{"schema_ver');
      expect(torn.iterations[1]).toMatchObject({ row: { score: 0.78, action: 'kept' }, reason: null });
      expect(torn.problems).toEqual([{ path: 'iteration-1/decision.json', message: 'is no JSON' }]);
    });

    it('takes the rows from the decisions where results.tsv is torn', async () => {
      const torn = await damaged('results.tsv', 'iteration\ttime\n0\t');
      expect(torn.iterations).toEqual(view.iterations);
      expect(torn.problems[0]).toMatchObject({ path: 'results.tsv' });
    });

    it('shows what it understands of a record that a newer version wrote', async () => {
      const record = { ...((await bench.json('run.json')) as object), schema_version: 9, more: true };
      const newer = await damaged('run.json', JSON.stringify(record));
      expect(newer.run).toEqual(view.run);
      expect(newer.problems).toEqual([
        { path: 'run.json', message: expect.stringMatching(/schema_version 9, which is newer/) },
      ]);
    });

    it('has no score for a trial whose record is torn, and counts the lines that are no events', async () => {
      await damaged('events.jsonl', `${await bench.text('events.jsonl')}{"event":"trial_en`);
      const torn = await damaged('iteration-2/eval-1/trial.json', '[]');
      expect(torn.iterations[2]?.trials[0]).toMatchObject({ outcome: null, passed: null, marks: null });
      expect(torn.problems).toMatchObject([
        { path: 'events.jsonl', message: '1 line is no event' },
        { path: 'iteration-2/eval-1/trial.json' },
      ]);
    });

    it('tells no text of the suite where nothing says which evals are sealed', async () => {
      const torn = await damaged('run.json', 'null');
      expect(torn).toMatchObject({ run: null, best: 'v3' });
      expect((await readTrialDetails(copy, trial(), readSuite)).prompt).toBeNull();
    });
  });
});
