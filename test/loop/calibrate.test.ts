import { chmod, readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { calibrate } from '../../src/loop/calibrate.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, type Start, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

/** Finishes one line of a case or three, by the seed of the call. */
const UNSTEADY = `executor: async (request) => {
  const lines = ['[01]', '[02]', '[03]'].slice(0, request.seed % 2 === 0 ? 1 : 3);
  fs.writeFileSync(join(request.cwd, 'result.txt'), lines.join('\\n'));
  return { text: 'done' };
}`;

async function calibrated(bench: Bench, passes: number, start: Start = {}) {
  const { campaign, close } = await bench.open(start);
  return calibrate(campaign, passes).finally(close);
}

const TWO_EVALS = [CHECKED, { ...CHECKED, id: 'c' }];

describe('a calibration', () => {
  it('runs the best version afresh, so many passes, and changes nothing of the climb', async () => {
    const bench = await smallBench(temp(), {}, TWO_EVALS);
    await bench.improve({ limits: { iterations: 1 } });
    const [rows, decision] = [await bench.text('results.tsv'), await bench.text('iteration-1', 'decision.json')];
    const before = await bench.calls('executor');
    const record = await calibrated(bench, 3);
    expect(record).toMatchObject({ number: 1, version: 'v1', passes: 3, noise_factor: 0, flaky: [] });
    expect(record.evals.map(({ eval_id, trials, mean, sd }) => [eval_id, trials, mean, sd])).toEqual([
      ['a', 3, 0.5, 0],
      ['c', 3, 0.5, 0],
    ]);
    expect(record.always_pass).toEqual(['a#1', 'a#2', 'c#1', 'c#2']);
    expect(await bench.calls('executor')).toBe(before + 6);
    expect(await bench.text('results.tsv')).toBe(rows);
    expect(await bench.text('iteration-1', 'decision.json')).toBe(decision);
    expect(await bench.json('calibration.json')).toEqual(record);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('finds the noise of an agent that is not steady, under either rule', async () => {
    const bench = await smallBench(temp(), {}, TWO_EVALS);
    const start = { agent: await bench.agent('unsteady', UNSTEADY), config: { rule: 'race', seed: 3 } } as const;
    await bench.improve({ ...start, limits: { iterations: 0, final_passes: 0 } });
    const record = await calibrated(bench, 6);
    expect(record.flaky).toEqual(['a#2', 'a#3', 'c#2', 'c#3']);
    expect(record.evals.every(({ sd }) => sd > 0.2)).toBe(true);
    expect(record.false_keeps.map(({ rule }) => rule)).toEqual(['race', 'strict']);
    expect(record.false_keeps[1]?.rate).toBeGreaterThan(0.1);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('has as many trials of an eval in a pass as the run has', async () => {
    const bench = await smallBench(temp(), {}, [{ ...CHECKED, runs: 2 }]);
    await bench.improve({ limits: { iterations: 0 } });
    const { evals } = await calibrated(bench, 2);
    expect(evals).toMatchObject([{ eval_id: 'a', trials: 4 }]);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('that was stopped goes on, and a finished one is made again', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    let asked = 0;
    const requested = () => {
      asked += 1;
      // Once before a trial and once before its call.
      return asked > 2;
    };
    const stop = { requested, abort: new AbortController().signal };
    await expect(calibrated(bench, 3, { stop })).rejects.toMatchObject({ stopReason: 'user' });
    expect(await bench.calls('executor')).toBe(2);
    expect(await calibrated(bench, 3)).toMatchObject({ number: 1 });
    expect(await bench.calls('executor')).toBe(4);
    expect(await calibrated(bench, 2)).toMatchObject({ number: 2, passes: 2 });
    expect(await bench.calls('executor')).toBe(6);
  });

  it('is refused before the baseline, and is none where nothing could be measured twice', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await expect(calibrated(bench, 2)).rejects.toMatchObject({ code: 'refused' });
    await bench.improve({ limits: { iterations: 0 } });
    const broken = await bench.agent('broken', "executor: () => { throw new Error('broken'); }");
    const start = { workspace: `${bench.skill}-other`, agent: broken };
    await expect(calibrated(bench, 2, start)).rejects.toMatchObject({ code: 'refused' });
  });

  it('that was changed by hand is found out', async () => {
    const bench = await smallBench(temp(), {}, TWO_EVALS);
    await bench.improve({ limits: { iterations: 0 } });
    await calibrated(bench, 2);
    const text = await readFile(bench.workspace.calibration, 'utf8');
    await chmod(bench.workspace.calibration, 0o644);
    await writeFile(bench.workspace.calibration, text.replace('"kept": 0', '"kept": 1'));
    expect((await verifyRun(bench.workspace)).differences).toMatchObject([
      { kind: 'value', path: 'calibration.json', place: '/false_keeps/0/kept', stored: 1, computed: 0 },
    ]);
  });
});
