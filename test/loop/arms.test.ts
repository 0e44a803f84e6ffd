import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ArmsRecord } from '../../src/core/schema/arms.ts';
import { type ArmsAsked, measureArms } from '../../src/loop/measure-arms.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, type Start, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

async function compare(bench: Bench, asked: Partial<ArmsAsked> = {}, start: Start = {}): Promise<ArmsRecord> {
  const { campaign, close } = await bench.open(start);
  return measureArms(campaign, { names: ['none', 'v0', 'best'], trials: 2, ...asked }).finally(close);
}

describe('arms', () => {
  it('tell what the skill is worth, and the best version against both, without a row of their own', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: { iterations: 3 } });
    const [rows, before] = [await bench.text('results.tsv'), await bench.calls('executor')];
    const record = await compare(bench);
    expect(record.arms).toEqual([
      { name: 'none', version: null },
      { name: 'v0', version: 'v0' },
      { name: 'best', version: 'v3' },
    ]);
    expect(record.scores.map(({ score, measured }) => [score, measured])).toEqual([
      [0, 4],
      [0.25, 4],
      [0.75, 4],
    ]);
    expect(record.differences.map(({ arm, against, gain }) => [arm, against, gain])).toEqual([
      ['v0', 'none', 0.25],
      ['best', 'none', 0.75],
      ['best', 'v0', 0.5],
    ]);
    expect(await bench.calls('executor')).toBe(before + 12);
    expect(await bench.text('results.tsv')).toBe(rows);
    expect(await bench.json('passes', 'arms-1', 'arms.json')).toEqual(record);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('pay a trial without a skill once: later comparisons take it over and say so', async () => {
    const bench = await smallBench(temp());
    await compare(bench, { names: ['none', 'v0'], trials: 1 });
    const before = { executor: await bench.calls('executor'), judge: await bench.calls('judge') };
    const record = await compare(bench, { names: ['none', 'v0'], trials: 2 });
    expect(record.number).toBe(2);
    expect(record.scores.map(({ reused, measured }) => [reused, measured])).toEqual([
      [2, 4],
      [0, 4],
    ]);
    expect(await bench.calls('executor')).toBe(before.executor + 6);
    expect(await bench.calls('judge')).toBe(before.judge + 3);
    expect(await bench.json('passes', 'arms-2', 'none', 'eval-a', 'trial.json')).toMatchObject({
      cache_hit: { workspace: '.', eval_id: 'a' },
    });
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('are run again where the agent is another one now', async () => {
    const bench = await smallBench(temp());
    await compare(bench, { names: ['none'], trials: 1 });
    await bench.improve({ limits: { iterations: 0 } });
    const record = await compare(bench, { names: ['none'], trials: 1 }, { version: '2' });
    expect(record.scores[0]?.reused).toBe(0);
  });

  it('need no baseline: before anything was kept the best version is the original', async () => {
    const record = await compare(await smallBench(temp()), { trials: 1 });
    expect(record.arms.map(({ name }) => name)).toEqual(['none', 'v0']);
  });

  it('without a skill give the agent nothing of it', async () => {
    const bench = await smallBench(temp());
    const nosy = await bench.agent(
      'nosy',
      `executor: (request) => ({ text: JSON.stringify([request.skill, request.prompt, fs.readdirSync(request.cwd)]) })`,
    );
    await compare(bench, { names: ['none'], trials: 1 }, { agent: nosy, judge: 'plan' });
    const said = await bench.text('passes', 'arms-1', 'none', 'eval-a', 'transcript.md');
    expect(said).toContain('[null,"Work through case A.",[".git"]]');
  });

  it('that were stopped go on, and pay nothing twice', async () => {
    const bench = await smallBench(temp());
    let asked = 0;
    const requested = () => {
      asked += 1;
      return asked > 6;
    };
    const stop = { requested, abort: new AbortController().signal };
    await expect(compare(bench, { names: ['none', 'v0'] }, { stop })).rejects.toMatchObject({ stopReason: 'user' });
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
    expect(await compare(bench, { names: ['none', 'v0'] })).toMatchObject({ number: 1 });
    expect(await bench.calls('executor')).toBe(8);
  });

  it('that do not exist are refused', async () => {
    const bench = await smallBench(temp());
    await expect(compare(bench, { names: ['v7'] })).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([
    ['arms.json', ['"gain": 0.25', '"gain": 0.5'], '/differences/0/gain'],
    ['none/eval-b/grading.json', ['"passed": 0', '"passed": 1'], '/summary/passed'],
  ] as const)('that were changed by hand are named: %s', async (file, [from, to], place) => {
    const bench = await smallBench(temp());
    await compare(bench, { trials: 1 });
    const path = join(bench.workspace.arms(1).dir, file);
    await chmod(path, 0o644);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
    const { differences } = await verifyRun(bench.workspace);
    expect(differences.map((one) => ('place' in one ? one.place : one.kind))).toContain(place);
  });
});
