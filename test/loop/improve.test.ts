import { lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionSchema } from '../../src/core/schema/decision.ts';
import { gradingSchema } from '../../src/core/schema/grading.ts';
import type { TreeEntry } from '../../src/core/schema/manifest.ts';
import { proposalSchema } from '../../src/core/schema/proposal.ts';
import { stateSchema } from '../../src/core/schema/run.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { parseRows } from '../../src/store/results.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, namesIn, planBench, type Ran, skillFollowing, smallBench } from '../support/campaign.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

/** Every entry of a folder with its mode and the time of its last change. */
async function traces(folder: string): Promise<readonly string[]> {
  const paths = ['', ...(await readdir(folder, { recursive: true }))].sort();
  return Promise.all(
    paths.map(async (path) => {
      const { mode, mtimeNs, size } = await lstat(join(folder, path), { bigint: true });
      return `${path} ${mode.toString(8)} ${mtimeNs} ${size}`;
    }),
  );
}

describe('the example of the file format, run to iteration 2 and then on to iteration 3', () => {
  let home = '';
  let bench: Bench;
  let before: readonly string[] = [];
  let afterRevert: { candidate: readonly TreeEntry[]; v1: readonly TreeEntry[]; best: string };
  let [first, second]: Ran[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-test-'));
    bench = await planBench(home);
    await writeTree(bench.skill, {
      'scripts/run.sh': { run: '#!/bin/sh\n' },
      'a folder': null,
      way: { link: 'scripts' },
    });
    before = await traces(bench.skill);
    first = await bench.improve({ limits: { iterations: 2 } });
    const { candidate, version } = bench.workspace;
    const [tree, v1] = [await hashTree(candidate), await hashTree(version('v1'))];
    afterRevert = { candidate: tree, v1, best: await bench.text('best') };
    second = await bench.improve({ limits: { iterations: 3 } });
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  it('gives the rows of the example', async () => {
    const { rows, problems } = parseRows(await bench.text('results.tsv'));
    expect(problems).toEqual([]);
    expect(rows.map(({ timestamp: _, ...cells }) => Object.values(cells))).toEqual([
      [0, '0.66', '0.66', 'baseline', 'Initial evaluation'],
      [1, '0.78', '0.78', 'kept', 'Added output format specification'],
      [2, '0.72', '0.78', 'reverted', 'Error handling rewrite caused regression'],
      [3, '0.85', '0.85', 'kept', 'Added examples and clarified edge cases'],
    ]);
    expect([first?.stopReason, second?.stopReason]).toEqual(['iterations', 'iterations']);
  });

  it('keeps v0, v1 and v3 with their manifests, and no v2', async () => {
    expect(await namesIn(bench.workspace.root, 'v')).toEqual(['v0', 'v1', 'v3']);
    expect(await namesIn(join(bench.workspace.root, 'manifests'))).toEqual(['v0.json', 'v1.json', 'v3.json']);
    expect(await bench.text('best')).toBe('v3\n');
    expect(await hashTree(bench.workspace.candidate)).toMatchObject(
      await bench.json('manifests', 'v3.json').then(entriesOf),
    );
  });

  it('has a candidate after the revert that equals the incumbent bit for bit, modes included', async () => {
    expect(afterRevert.best).toBe('v1\n');
    expect(afterRevert.candidate).toEqual(entriesOf(await bench.json('manifests', 'v1.json')));
    expect(withoutModes(afterRevert.candidate)).toEqual(withoutModes(afterRevert.v1));
    expect(await hashTree(bench.workspace.iteration(2).candidate)).not.toEqual(afterRevert.candidate);
  });

  it('leaves the original untouched: contents, modes and times', async () => {
    expect(await traces(bench.skill)).toEqual(before);
    expect(await namesIn(home)).toEqual(['plan', 'plan-autoresearch']);
    expect(withoutModes(await hashTree(bench.workspace.version('v0')))).toEqual(
      withoutModes(await hashTree(bench.skill)),
    );
  });

  it('leaves transcript, outputs and grading of each eval, and the scores follow from the gradings', async () => {
    const { rows } = parseRows(await bench.text('results.tsv'));
    for (const { iteration, score } of rows) {
      const rates: number[] = [];
      for (const id of [1, 2, 3, 4]) {
        const trial = [`iteration-${iteration}`, `eval-${id}`];
        expect(await namesIn(join(bench.workspace.root, ...trial))).toEqual([
          'grading.json',
          'outputs',
          'timing.json',
          'trajectory.jsonl',
          'transcript.md',
          'trial.json',
        ]);
        expect(await namesIn(join(bench.workspace.root, ...trial, 'outputs'))).toEqual(['result.txt']);
        expect(await bench.text(...trial, 'transcript.md')).toContain(`Work through case ${' ABCD'[id]} and write`);
        const { summary, expectations } = gradingSchema.parse(await bench.json(...trial, 'grading.json'));
        expect(summary.passed).toBe(expectations.filter(({ passed }) => passed).length);
        expect(expectations.map(({ text }) => text)).toContain(`Line 25 of case ${' ABCD'[id]} is done`);
        rates.push(summary.pass_rate);
      }
      expect(rates.reduce((sum, rate) => sum + rate, 0) / rates.length).toBeCloseTo(Number(score), 10);
    }
  });

  it('writes decisions, metrics and configs that agree with the rows', async () => {
    const { rows } = parseRows(await bench.text('results.tsv'));
    for (const row of rows) {
      const folder = `iteration-${row.iteration}`;
      const decision = decisionSchema.parse(await bench.json(folder, 'decision.json'));
      expect(decision.row).toEqual(row);
      expect([decision.decision, decision.is_best]).toEqual(
        row.action === 'reverted' ? ['discard', false] : ['keep', true],
      );
      expect(decision.best_after).toBe(Number(row.best_score));
      const metrics = await bench.json(folder, 'metrics.json');
      expect(metrics).toMatchObject({ score: Number(row.score), trials: { graded: 4, agent_error: 0 } });
      expect(await bench.text(folder, 'config.json')).toBe(await bench.text('iteration-0', 'config.json'));
      const hash = expect.stringMatching(/^[0-9a-f]{64}$/);
      const hashes = { evals_sha256: hash, skill_tree_sha256: hash, config_hash: hash };
      expect(await bench.json(folder, 'environment.json')).toMatchObject({ ...hashes, skillratchet: '0.0.0-test' });
    }
  });

  it('gives reasons with numbers, and names the expectations that flipped', async () => {
    expect(await bench.json('iteration-1', 'decision.json')).toMatchObject({
      reason: 'keep: score 0.78 > 0.66',
      best_before: 0.66,
      flips: { fixed: expect.arrayContaining(['1#18', '4#19']), broken: [] },
    });
    const reverted = decisionSchema.parse(await bench.json('iteration-2', 'decision.json'));
    expect(reverted).toMatchObject({ reason: 'drop: score 0.72 <= 0.78', flips: { fixed: [] } });
    expect(reverted.flips.broken).toHaveLength(6);
  });

  it('stores each proposal with its parent, what it changed, and the patch', async () => {
    const parents = [1, 2, 3].map(async (n) =>
      proposalSchema.parse(await bench.json(`iteration-${n}`, 'proposal.json')),
    );
    expect(await Promise.all(parents)).toMatchObject(
      ['v0', 'v1', 'v1'].map((parent) => ({ parent, files_changed: ['SKILL.md'], rejected: null })),
    );
    expect(await bench.text('iteration-3', 'changes.patch')).toMatch(/^-plan: .*\(step 1\)\n\+plan: .*\(step 3\)$/m);
  });

  it('says where the run stands', async () => {
    expect(stateSchema.parse(await bench.json('state.json'))).toMatchObject({
      phase: 'stopped',
      iteration: 4,
      incumbent: 'v3',
      stop_reason: 'iterations',
      limits: { iterations: 3 },
      spend: { trials: 16, calls: 23, cost_usd: null },
    });
  });

  it('seals each iteration so that sha256sum finds nothing wrong, and chains the seals', async () => {
    for (const number of [0, 1, 2, 3]) {
      const { dir } = bench.workspace.iteration(number);
      const { stdout } = await execa('sha256sum', ['--strict', '-c', 'MANIFEST.sha256'], { cwd: dir });
      expect(stdout).toContain('eval-4/grading.json: OK');
      if (number > 0) expect(stdout).toContain(`../iteration-${number - 1}/MANIFEST.sha256: OK`);
      expect((await lstat(join(dir, 'decision.json'))).mode & 0o222).toBe(0);
    }
  });

  it('tells its listeners what it writes into the journal, each call once, its start before its end', async () => {
    const events = [...(first?.events ?? []), ...(second?.events ?? [])];
    expect(await bench.events()).toEqual(events);
    const open = new Set<string>();
    const seen = new Set<string>();
    for (const event of events) {
      if (event.event === 'call_started') {
        expect(seen).not.toContain(event.call);
        seen.add(event.call);
        open.add(event.call);
      }
      if (event.event === 'call_ended') expect(open.delete(event.call)).toBe(true);
      if (event.event === 'decided' || event.event === 'proposed') expect(open.size).toBe(0);
    }
    expect([seen.size, open.size]).toEqual([23, 0]);
    const names = (second?.events ?? []).map(({ event }) => event);
    const told = names.filter((name) => !name.startsWith('call_') && name !== 'process_run');
    const begun = ['run_started', 'iteration_started', 'candidate_changed', 'proposed'];
    const trials = Array.from({ length: 4 }, () => 'trial_ended');
    expect(told).toEqual([...begun, ...trials, 'decided', 'run_stopped']);
    // One of each call, and git for the patch.
    const calls = names.filter((name) => name === 'call_ended');
    expect(names.filter((name) => name === 'process_run')).toHaveLength(calls.length + 1);
  });

  it('went on at its second start with what it knew', () => {
    expect(second?.events[0]).toMatchObject({ event: 'run_started', resumed: true });
    expect(second?.events.filter((event) => event.event === 'iteration_started')).toMatchObject([{ iteration: 3 }]);
  });
});

it('a listener that fails is a warning, once, and never the end of a run', async () => {
  const bench = await smallBench(temp(), {}, [CHECKED]);
  const onEvent = () => {
    throw new Error('the window was closed');
  };
  expect((await bench.improve({ onEvent, limits: { iterations: 1 } })).stopReason).toBe('iterations');
  expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
  const warnings = (await bench.events()).filter(({ event }) => event === 'warning');
  expect(warnings).toMatchObject([{ message: 'what shows the run failed: the window was closed' }]);
});

describe('a climb stops', () => {
  it('at the ceiling: what passes everything is not improved', async () => {
    const bench = await smallBench(temp(), { 'SKILL.md': skillFollowing('3 3 3 3', '12 16') }, [CHECKED]);
    expect((await bench.improve({ limits: { iterations: 9 } })).stopReason).toBe('ceiling');
    expect(await bench.rows()).toEqual(['0 0.75 0.75 baseline', '1 1 1 kept']);
  });

  it('after so many reverts in a row', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const limits = { iterations: 9, max_reverts: 2 };
    expect((await bench.improve({ agent: 'changes-nothing', limits })).stopReason).toBe('reverts');
    expect(await bench.rows()).toHaveLength(3);
  });

  it('after the baseline when no iteration is allowed', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    expect((await bench.improve({ limits: { iterations: 0 } })).stopReason).toBe('iterations');
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect(await bench.calls('improver')).toBe(0);
  });

  it.each([
    ['trials', { max_trials: 3 }],
    ['time', { max_time_ms: 1 }],
  ])('before a cap on %s would be passed', async (reason, limits) => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    expect((await bench.improve({ limits })).stopReason).toBe(reason);
    expect(await bench.calls('executor')).toBeLessThanOrEqual(3);
  });
});

function entriesOf(manifest: unknown): readonly TreeEntry[] {
  return (manifest as { entries: TreeEntry[] }).entries;
}

function withoutModes(entries: readonly TreeEntry[]) {
  return entries.map((entry) => ({ ...entry, mode: null }));
}
