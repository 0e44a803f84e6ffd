import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const TWO = { limits: { iterations: 2 } };

/** A finished run of two iterations, and a bench for another one beside it with the same skill and evals. */
async function twoBenches(evals: readonly object[] = [CHECKED, JUDGED]) {
  const old = await smallBench(join(temp(), 'old'));
  await old.improve(TWO);
  return { old, bench: await smallBench(join(temp(), 'new'), {}, evals) };
}

function reusing(old: Bench) {
  return { ...TWO, reuse: [old.workspace.root] };
}

/** Roles and iterations of the calls that a run made. */
async function callsOf(bench: Bench) {
  const [executor, judge] = await Promise.all([bench.calls('executor'), bench.calls('judge')]);
  return { executor, judge };
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(path, 'utf8');
  await chmod(path, 0o644);
  await writeFile(path, change(text));
}

describe('trials of an earlier run', () => {
  it('are not paid again where that is asked for, but for those of the baseline', async () => {
    const { old, bench } = await twoBenches();
    const { events } = await bench.improve(reusing(old));
    expect(await bench.rows()).toEqual(await old.rows());
    expect(await callsOf(bench)).toEqual({ executor: 2, judge: 1 });
    expect(await bench.calls('executor', 1)).toBe(0);
    const ended = events.flatMap((event) => (event.event === 'trial_ended' ? [event] : []));
    expect(ended.map(({ iteration, reused = false }) => `${iteration} ${reused}`).sort()).toEqual([
      '0 false',
      '0 false',
      '1 true',
      '1 true',
      '2 true',
      '2 true',
    ]);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('say where they come from, and are the same files', async () => {
    const { old, bench } = await twoBenches();
    await bench.improve(reusing(old));
    const { run_id } = (await old.json('run.json')) as { run_id: string };
    const [before, after] = (await Promise.all(
      [old, bench].map((one) => one.json('iteration-1', 'eval-b', 'trial.json')),
    )) as [Record<string, unknown>, Record<string, unknown>];
    const hit = { run_id, workspace: '../../old/plan-autoresearch', iteration: 1, eval_id: 'b' };
    expect(before).toMatchObject({ cache_hit: null, key: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(after).toEqual({ ...before, cache_hit: hit });
    for (const path of ['grading.json', 'transcript.md', 'trajectory.jsonl', 'outputs/result.txt']) {
      const text = await old.text('iteration-1', 'eval-b', path);
      expect(await bench.text('iteration-1', 'eval-b', path)).toBe(text);
    }
  });

  it('are left alone unless that is asked for', async () => {
    const { bench } = await twoBenches();
    await bench.improve(TWO);
    expect(await callsOf(bench)).toEqual({ executor: 6, judge: 3 });
  });

  it('are graded anew where the expectations are others', async () => {
    const fewer = { ...JUDGED, expectations: JUDGED.expectations.slice(0, 2) };
    const { old, bench } = await twoBenches([CHECKED, fewer]);
    await bench.improve(reusing(old));
    const { executor, judge } = await callsOf(bench);
    expect(await bench.calls('executor', 1)).toBe(0);
    expect({ executor, judge }).toEqual({ executor: 2, judge: 3 });
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it.each([
    ['with another prompt', { ...JUDGED, prompt: 'Work through case B, slowly.' }, {}],
    ['with an input', { ...JUDGED, files: [{ path: 'in.txt', content: 'x' }] }, {}],
    ['with another time limit', JUDGED, { config: { timeout_ms: 19_000 } }],
    ['with one more variable', JUDGED, { passed: { SOME_NAME: '1' } }],
    ['by another agent', JUDGED, { agent: 'noisy-plan' }],
  ] as const)('are run anew %s', async (_, judged, start) => {
    const { old, bench } = await twoBenches([judged]);
    const agent = 'agent' in start ? await bench.agent('other', '') : undefined;
    await bench.improve({ ...reusing(old), ...start, ...(agent && { agent }) });
    expect(await bench.calls('executor')).toBe(3);
  });

  it.each([
    ['the transcript', 'transcript.md', (text: string) => `${text}!`],
    ['the grading', 'grading.json', (text: string) => text.replace('"passed": false', '"passed": true')],
  ])('are run anew where %s is not what the iteration was closed with', async (_, file, change) => {
    const { old, bench } = await twoBenches([CHECKED]);
    await edit(join(old.workspace.root, 'iteration-1/eval-a', file), change);
    await bench.improve(reusing(old));
    expect([await bench.calls('executor', 1), await bench.calls('executor', 2)]).toEqual([1, 0]);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept', '2 0.5 0.5 reverted']);
  });

  it('never stand in for the fresh passes at the end', async () => {
    const { old, bench } = await twoBenches([CHECKED]);
    const limits = { iterations: 1, final_passes: 1 };
    await old.improve({ limits });
    await bench.improve({ limits, reuse: [old.workspace.root] });
    expect(await bench.calls('executor')).toBe(3);
    expect(await bench.json('final.json')).toMatchObject({ original: 'v0', best: 'v1' });
  });
});

describe('a workspace that cannot be reused', () => {
  it('is that of this very run', async () => {
    const { old } = await twoBenches();
    const again = old.improve(reusing(old));
    await expect(again).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('this very run') });
  });

  it('is no workspace of ours, and nothing is begun', async () => {
    const bench = await smallBench(temp());
    const refused = bench.improve({ reuse: [temp()] });
    await expect(refused).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining('no workspace') });
    await expect(bench.text('run.json')).rejects.toThrow('ENOENT');
  });

  it('is not written to', async () => {
    const { old, bench } = await twoBenches();
    const before = await old.text('events.jsonl');
    await bench.improve(reusing(old));
    expect(await old.text('events.jsonl')).toBe(before);
    expect((await verifyRun(workspaceAt(old.workspace.root))).differences).toEqual([]);
  });
});
