import { appendFile, chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import type { StopControl } from '../../src/loop/campaign.ts';
import { measureOne } from '../../src/loop/improve.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, namesIn, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const ONE_BY_ONE = { iterations: 1, concurrency: 1 };
const ENDED = ['0 0.25 0.25 baseline', '1 0.5 0.5 kept'];

/** Asks for the end of the run once an event of that name was heard `count` times. */
function stopAfter(count: number, name: LoopEvent['event'] = 'trial_ended') {
  let seen = 0;
  const stop: StopControl = { requested: () => seen >= count, abort: new AbortController().signal };
  const onEvent = ({ event }: LoopEvent) => {
    if (event === name) seen += 1;
  };
  return { stop, onEvent };
}

describe('a run that was stopped', () => {
  it.each([
    ['in the middle of the baseline', 1, 'trial_ended', 1],
    ['in the middle of a call', 1, 'call_started', 1],
    ['before the first proposal', 1, 'decided', 2],
    ['after a proposal', 1, 'proposed', 2],
    ['in the middle of an iteration', 3, 'trial_ended', 3],
  ] as const)('%s pays no call twice when it goes on', async (...[, count, event, executed]) => {
    const bench = await smallBench(temp());
    const ran = await bench.improve({ limits: ONE_BY_ONE, ...stopAfter(count, event) });
    expect(ran.stopReason).toBe('user');
    expect(await bench.calls('executor')).toBe(executed);
    expect(await bench.json('state.json')).toMatchObject({ phase: 'stopped', stop_reason: 'user' });
    expect((await bench.improve()).stopReason).toBe('iterations');
    expect(await bench.rows()).toEqual(ENDED);
    expect([await bench.calls('executor'), await bench.calls('judge'), await bench.calls('improver')]).toEqual([
      4, 2, 1,
    ]);
  });

  it('after the iteration under way has that one decided, and begins no other', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    let asked = false;
    const onEvent = ({ event }: LoopEvent) => {
      if (event === 'proposed') asked = true;
    };
    const stop = { requested: () => false, afterIteration: () => asked, abort: new AbortController().signal };
    expect((await bench.improve({ limits: { iterations: 3 }, stop, onEvent })).stopReason).toBe('user');
    expect(await bench.rows()).toHaveLength(2);
    expect((await bench.improve()).stopReason).toBe('iterations');
    expect(await bench.rows()).toHaveLength(4);
  });

  it('by an abort loses only the call under way', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const abort = new AbortController();
    const onEvent = ({ event }: LoopEvent) => {
      if (event === 'call_started') setTimeout(() => abort.abort(), 150);
    };
    const stop = { requested: () => false, abort: abort.signal };
    const ran = await bench.improve({ agent: 'hangs', stop, onEvent });
    expect(ran).toMatchObject({ stopReason: 'user', message: 'The run was interrupted.' });
    expect(ran.events.find(({ event }) => event === 'call_ended')).toMatchObject({ end: 'interrupted' });
    expect(await namesIn(bench.workspace.root)).not.toContain('iteration-0');
  });

  it('keeps the limits it was given until others are given', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0, max_reverts: 7 } });
    expect((await bench.improve()).stopReason).toBe('iterations');
    expect(await bench.rows()).toHaveLength(1);
    await bench.improve({ limits: { iterations: 1 } });
    expect(await bench.rows()).toEqual(ENDED);
    expect(await bench.json('state.json')).toMatchObject({ limits: { iterations: 1, max_reverts: 7 } });
  });
});

describe('a run that came to its end', () => {
  it('makes no call and changes no row when it is improved again', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: ONE_BY_ONE });
    const rows = await bench.text('results.tsv');
    const { events, stopReason } = await bench.improve();
    expect(stopReason).toBe('iterations');
    expect(events.map(({ event }) => event)).toEqual(['run_started', 'run_stopped']);
    expect(await bench.text('results.tsv')).toBe(rows);
  });

  it('has its derived files again after they were lost or torn', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: ONE_BY_ONE });
    await appendFile(bench.workspace.events, '{"event":"trial_ended","at":"20');
    await rm(bench.workspace.state);
    await bench.improve({ limits: { iterations: 2 } });
    expect(await bench.rows()).toEqual([...ENDED, '2 0.5 0.5 reverted']);
    expect(await bench.text('events.jsonl')).not.toContain('"at":"20{');
    expect(await bench.json('state.json')).toMatchObject({ iteration: 3, incumbent: 'v1' });
  });
});

describe('the tables for experiment trackers', () => {
  it('hold a row a trial, and a row an iteration with all its metrics by name', async () => {
    const bench = await smallBench(temp(), {}, [{ ...CHECKED, id: 'a, b', runs: 2 }, JUDGED]);
    await bench.improve({ limits: { iterations: 1 } });
    const [header, ...trials] = (await bench.text('iteration-1', 'metric_history.csv')).trimEnd().split('\n');
    expect(header).toBe('eval_id,trial,outcome,passed,total,pass_rate,tokens_in,tokens_out,cost_usd,duration_ms');
    expect(trials.map((line) => line.replace(/\d+(\.\d+)?$/, 'T'))).toEqual([
      '"a, b",1,graded,2,4,0.5,5,12,,T',
      '"a, b",2,graded,2,4,0.5,5,12,,T',
      'b,1,graded,2,4,0.5,5,12,,T',
    ]);
    const [names, ...rows] = (await bench.text('leaderboard.csv')).trimEnd().split('\n');
    expect(names).toMatch(/^run_id,timestamp,decision,duration_ms,"pass_rates\.a, b",pass_rates\.b,score,/);
    const { run_id } = (await bench.json('run.json')) as { run_id: string };
    expect(
      rows.map((row) =>
        row
          .replace(/,20[^,]+,/, ',T,')
          .split(',')
          .slice(0, 3),
      ),
    ).toEqual([
      [run_id, 'T', 'keep'],
      [run_id, 'T', 'keep'],
    ]);
  });

  it('are there again after they were lost, with the metrics that they come from', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: ONE_BY_ONE });
    const lost = ['leaderboard.csv', 'history.json', 'iteration-0/metric_history.csv', 'iteration-1/metrics.json'];
    const before = await Promise.all(lost.map((path) => bench.text(path)));
    for (const path of lost) await rm(join(bench.workspace.root, path));
    await bench.improve();
    expect(await Promise.all(lost.map((path) => bench.text(path)))).toEqual(before);
  });

  it('are no reason to stop where metrics were spoilt: what is not known is empty', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await writeFile(bench.workspace.iteration(0).metrics, '{');
    await bench.improve({ limits: { iterations: 1 }, tampered: true });
    const [, baseline, kept] = (await bench.text('leaderboard.csv')).split('\n');
    expect(baseline).toMatch(/,keep,+$/);
    expect(kept).toMatch(/,keep,\d/);
  });
});

describe('one eval measured on its own', () => {
  async function measure(bench: Bench, id: string) {
    const { campaign, close } = await bench.open();
    return measureOne(campaign, id).finally(close);
  }

  it('is taken over by the baseline', async () => {
    const bench = await smallBench(temp());
    const graded = { outcome: 'graded', passed: 1, total: 4 };
    expect(await measure(bench, 'b')).toMatchObject({ measurement: graded });
    expect(await measure(bench, 'b')).toMatchObject({ measurement: graded });
    expect(await bench.calls('executor')).toBe(1);
    await bench.improve({ limits: { iterations: 0 } });
    expect(await bench.rows()).toEqual(['0 0.25 0.25 baseline']);
    expect(await bench.calls('executor')).toBe(2);
  });

  it('must be one that there is, and must expect something', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED, { id: 'c', prompt: 'Do something.' }]);
    await expect(measure(bench, 'z')).rejects.toMatchObject({ code: 'usage', hint: 'There are a, c.' });
    await expect(measure(bench, 'c')).rejects.toMatchObject({ code: 'invalid_evals' });
    expect(await bench.calls('executor')).toBe(0);
  });
});

describe('a workspace that was changed by hand', () => {
  async function changed(path: readonly string[], change: (json: never) => unknown): Promise<Bench> {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 1 } });
    const file = join(bench.workspace.root, ...path);
    const text = JSON.stringify(change(JSON.parse(await readFile(file, 'utf8')) as never));
    await chmod(file, 0o644);
    await writeFile(file, text);
    // As after a kill before it was sealed: what is sealed is refused for that alone.
    await rm(bench.workspace.iteration(1).seal);
    return bench;
  }
  const goOn = (bench: Bench) => bench.improve({ limits: { iterations: 2 }, tampered: true });

  it.each([
    [
      'a decision without a reason',
      ['iteration-1', 'decision.json'],
      (json: object) => ({ ...json, reason: '' }),
      '/reason',
    ],
    ['a proposal of another kind', ['iteration-1', 'proposal.json'], () => [], 'proposal.json /'],
    ['a state that is none', ['state.json'], () => ({ schema_version: 1 }), 'state.json /phase'],
    ['a run that is none', ['run.json'], () => ({}), 'run.json /schema_version'],
    ['a manifest that is none', ['manifests', 'v1.json'], () => ({}), 'v1.json /schema_version'],
    [
      'a standing that no rule wrote',
      ['iteration-1', 'decision.json'],
      (json: object) => ({ ...json, standing: { before: null, after: { best: 5 } } }),
      'decision.json /standing/after',
    ],
    [
      'a standing with a score that is no fraction',
      ['iteration-1', 'decision.json'],
      (json: object) => ({ ...json, standing: { before: null, after: { best: 'much', deciding: null } } }),
      'decision.json /standing/after',
    ],
  ] as const)('by %s is refused with its place', async (...[, path, change, place]) => {
    const bench = await changed(path, change);
    await expect(goOn(bench)).rejects.toMatchObject({
      name: 'UserError',
      code: 'invalid_workspace',
      message: expect.stringContaining(place),
    });
  });

  it('so that a sealed iteration has no decision is refused', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
    await rm(bench.workspace.iteration(0).decision);
    await expect(goOn(bench)).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/iteration-0 is sealed/),
    });
  });

  it('so that a graded trial has lost its grading is refused', async () => {
    const bench = await smallBench(temp());
    await bench.improve({ limits: ONE_BY_ONE, ...stopAfter(1) });
    await rm(join(bench.workspace.root, 'iteration-0', 'eval-a', 'grading.json'));
    await expect(goOn(bench)).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/grading\.json/),
    });
  });

  it('so that its incumbent is not what was kept is refused before anything is paid', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    await bench.improve({ limits: ONE_BY_ONE });
    await chmod(join(bench.workspace.root, 'v1', 'SKILL.md'), 0o644);
    await appendFile(join(bench.workspace.root, 'v1', 'SKILL.md'), 'by hand');
    await expect(goOn(bench)).rejects.toMatchObject({ message: expect.stringContaining('"SKILL.md"') });
    expect(await bench.calls('improver')).toBe(1);
  });
});
