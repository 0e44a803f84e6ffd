import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { exists } from '../../src/platform/exists.ts';
import { useTempFolder } from '../platform/temp.ts';
import { CHECKED, JUDGED, smallBench } from '../support/campaign.ts';

const folder = useTempFolder();

/** Finishes one line more in every second trial of case A, told apart by a file that outlives the call. */
const UNSTEADY = `
  async executor(request) {
    const log = process.env.TRIAL_LOG;
    fs.appendFileSync(log, '.');
    const lines = fs.readFileSync(log, 'utf8').length % 2 === 0 ? 2 : 1;
    const done = Array.from({ length: lines }, (_, index) => '[0' + (index + 1) + '] done').join('\\n');
    fs.writeFileSync(join(request.cwd, 'result.txt'), done);
    return { text: 'done' };
  }`;

describe('an eval with runs', () => {
  it('is tried so often in a pass, and its score is the mean', async () => {
    const bench = await smallBench(folder(), {}, [{ ...CHECKED, runs: 3 }, JUDGED]);
    expect(await bench.improve({ agent: 'plan', limits: { iterations: 1 } })).toMatchObject({
      stopReason: 'iterations',
    });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
    expect(await bench.calls('executor', 1)).toBe(4);
    const at = bench.workspace.iteration(1);
    expect(at.trial('a', 3).dir).toBe(join(at.dir, 'eval-a/trial-3'));
    expect(await exists(at.trial('a', 3).grading)).toBe(true);
    expect(await bench.json('iteration-1/metrics.json')).toMatchObject({
      pass_rates: { a: 0.5, b: 0.5 },
      trials: { graded: 4 },
    });
    expect(await bench.json('iteration-1/decision.json')).toMatchObject({
      flips: { fixed: ['a#2', 'b#2'], broken: [] },
    });
  });

  it('takes its trials together where they differ', async () => {
    const bench = await smallBench(folder(), {}, [{ ...CHECKED, runs: 2 }]);
    const agent = await bench.agent('unsteady', UNSTEADY);
    const passed = { TRIAL_LOG: join(folder(), 'trials') };
    await bench.improve({ agent, passed, limits: { iterations: 0, concurrency: 1 } });
    expect(await bench.rows()).toEqual(['0 0.375 0.375 baseline']);
    expect(await bench.json('iteration-0/metrics.json')).toMatchObject({ pass_rates: { a: 0.375 } });
  });
});

describe('an eval without expectations', () => {
  const NOTHING = { id: 'poem', prompt: 'Work through case C.' };

  it('is run once, in the baseline, for people to read; it has no grading and decides nothing', async () => {
    const bench = await smallBench(folder(), {}, [CHECKED, NOTHING]);
    const { events } = await bench.improve({ agent: 'plan', limits: { iterations: 1 } });
    const place = bench.workspace.iteration(0).trial('poem', 1);
    expect(await bench.text('iteration-0/eval-poem/outputs/result.txt')).toContain('case C');
    expect([await exists(place.transcript), await exists(place.grading)]).toEqual([true, false]);
    expect([await bench.calls('executor'), await bench.calls('executor', 1)]).toEqual([3, 1]);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept']);
    expect(events.find(({ event }) => event === 'warning')).toMatchObject({
      message: 'evals/evals.json /evals/1: has no expectations, so it decides nothing',
    });
  });

  it('is not run again by a run that goes on', async () => {
    const bench = await smallBench(folder(), {}, [CHECKED, NOTHING]);
    let calls = 0;
    const stop = { requested: () => calls > 0, abort: new AbortController().signal };
    const onEvent = ({ event }: LoopEvent) => {
      if (event === 'call_started') calls += 1;
    };
    await bench.improve({ agent: 'plan', limits: { iterations: 0, concurrency: 1 }, stop, onEvent });
    expect(await bench.calls('executor')).toBe(1);
    await bench.improve({ agent: 'plan', limits: { iterations: 0 } });
    expect(await bench.calls('executor')).toBe(2);
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
  });
});

it('inputs that are a folder and a text of their own reach the agent as files', async () => {
  const files = ['data', { path: 'notes/hint.txt', content: 'Look at case A' }];
  const bench = await smallBench(folder(), { 'evals/data/one.csv': 'a,b' }, [{ ...CHECKED, files }]);
  const agent = await bench.agent(
    'copies',
    `async executor(request) {
      const read = (name) => fs.readFileSync(join(request.cwd, name), 'utf8');
      fs.writeFileSync(join(request.cwd, 'result.txt'), ['[01]', read('data/one.csv'), read('notes/hint.txt'), read('hint.txt')].join(' '));
      return { text: 'done' };
    }`,
  );
  await bench.improve({ agent, limits: { iterations: 0 } });
  expect(await bench.text('iteration-0/eval-a/outputs/result.txt')).toBe('[01] a,b Look at case A Look at case A');
  expect(await bench.text('iteration-0/eval-a/transcript.md')).toContain('- notes/hint.txt');
  expect(await exists(join(bench.workspace.iteration(0).trial('a', 1).outputs, 'hint.txt'))).toBe(false);
});
