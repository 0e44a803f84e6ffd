import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommandAgent } from '../../src/agents/command/agent.ts';
import { createRedact } from '../../src/agents/redact.ts';
import { defaultLimits } from '../../src/cli/defaults.ts';
import { calibrate } from '../../src/loop/calibrate.ts';
import { calibrateJudge } from '../../src/loop/calibrate-judge.ts';
import type { StopControl } from '../../src/loop/campaign.ts';
import { measureBaseline } from '../../src/loop/improve.ts';
import { openRegrade } from '../../src/loop/open-regrade.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const NEVER: StopControl = { requested: () => false, abort: new AbortController().signal };

/** Passes the first expectation of the question, whichever that is. */
const FIRST = `judge: (request) => {
  const order = [...request.prompt.matchAll(/^(\\d+)\\. Line/gm)].map(([, number]) => Number(number));
  const item = (id, place) => ({ id, passed: place === 0, evidence: '"passes: 1"' });
  return { text: '', structured: { expectations: order.map(item) } };
}`;

async function measured(judge = 'plan', passes = 0): Promise<Bench> {
  const bench = await smallBench(temp(), {}, [CHECKED, JUDGED]);
  const { campaign, close } = await bench.open({ judge });
  await measureBaseline(campaign);
  if (passes > 0) await calibrate(campaign, passes);
  await close();
  return bench;
}

async function judgeAgain({ workspace }: Bench, times: number, stop = NEVER) {
  const environment = { PATH: process.env.PATH ?? '' };
  const { campaign, judge, close } = await openRegrade({
    ...{ workspace, judge: null, stop, concurrency: 2, defaultLimits, passEnv: [], environment: {} },
    commandEnvironment: environment,
    programVersion: '0.0.0-test',
    redact: createRedact([]),
    clock: systemClock,
    createAgent: (spec) =>
      createCommandAgent({
        program: spec.includes('/') ? spec : join(import.meta.dirname, `../../fixtures/agents/${spec}.js`),
        model: null,
        environment,
      }),
    emit: () => undefined,
  });
  return calibrateJudge(campaign, { judge: judge.judge, times }).finally(close);
}

describe('a calibration of the judge', () => {
  it('of a judge that never wavers adds nothing, and calls no executor', async () => {
    const bench = await measured('plan', 2);
    const [executor, judge] = [await bench.calls('executor'), await bench.calls('judge')];
    const record = await judgeAgain(bench, 3);
    expect(record).toMatchObject({
      ...{ number: 1, version: 'v0', times: 3, graded: 3, ungraded: [], judge_sd: 0, agent_sd: 0, judge_share: null },
      ...{ agreement: 1, wavering: [], evidence: { passes: 9, found: 9 }, position: { p_value: 1 } },
    });
    expect(await bench.calls('executor')).toBe(executor);
    expect(await bench.calls('judge')).toBe(judge + 9);
    expect(await bench.json('judge-calibrations', '1', 'judge.json')).toEqual(record);
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
  });

  it('sees that verdicts follow the place in the question, not the trial', async () => {
    const bench = await measured(await (await smallBench(temp(), {}, [JUDGED])).agent('first', FIRST));
    const record = await judgeAgain(bench, 8);
    expect(record).toMatchObject({ judge_sd: 0, agent_sd: null, position: { later: 0 } });
    expect(record.agreement).toBeLessThan(1);
    expect(record.wavering.length).toBeGreaterThan(1);
    expect(record.position.earlier).toBe(record.wavering.length);
  });

  it('that was stopped goes on, and pays no grading twice', async () => {
    const bench = await measured('plan', 2);
    const before = await bench.calls('judge');
    let asked = 0;
    const requested = () => {
      asked += 1;
      return asked > 2;
    };
    await expect(judgeAgain(bench, 2, { ...NEVER, requested })).rejects.toMatchObject({ stopReason: 'user' });
    expect((await verifyRun(bench.workspace)).differences).toEqual([]);
    expect(await judgeAgain(bench, 2)).toMatchObject({ number: 1, graded: 3 });
    expect(await bench.calls('judge')).toBe(before + 6);
    expect(await judgeAgain(bench, 2)).toMatchObject({ number: 2 });
  });

  it('is refused where no judge graded anything', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const { campaign, close } = await bench.open();
    await measureBaseline(campaign).finally(close);
    await expect(judgeAgain(bench, 2)).rejects.toMatchObject({ code: 'refused' });
  });

  it.each([
    ['a figure', 'judge.json', ['"judge_sd": 0', '"judge_sd": 0.1'], '/judge_sd'],
    ['a verdict', '1/iteration-0/eval-b/grading.json', ['"passed": 1', '"passed": 2'], '/summary/passed'],
  ] as const)('that was changed by hand is named: %s', async (...[, file, [from, to], place]) => {
    const bench = await measured();
    await judgeAgain(bench, 2);
    const path = join(bench.workspace.judgeCalibration(1).dir, file);
    await chmod(path, 0o644);
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
    const { differences } = await verifyRun(bench.workspace);
    expect(differences.map((one) => ('place' in one ? one.place : one.kind))).toContain(place);
  });
});
