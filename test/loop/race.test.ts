import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { decisionSchema } from '../../src/core/schema/decision.ts';
import { finalSchema } from '../../src/core/schema/final.ts';
import { readRunState } from '../../src/store/run-state.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, namesIn, type Start, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();
const LINES = Array.from({ length: 8 }, (_, index) => String(index + 1).padStart(2, '0'));

/** An eval of 8 lines of one of the plan's four cases. */
function evalOf(letter: string, more: object = {}): object {
  const expectations = LINES.map((line) => ({ type: 'file_contains', file: 'result.txt', literal: `[${line}]` }));
  return { id: letter, prompt: `Work through case ${letter}.`, expectations, ...more };
}

const FOUR = [...'ABCD'].map((letter) => evalOf(letter));

/** Four evals; all lines together after each step of the plan, of 32. */
function raceBench(steps: string, evals: readonly object[] = FOUR, place = 'one') {
  return smallBench(join(temp(), place), { 'SKILL.md': skillFollowing('2 2 2 2', `8 ${steps}`) }, evals);
}

async function twoBenches(steps: string) {
  return [await raceBench(steps, FOUR, 'one'), await raceBench(steps, FOUR, 'two')] as const;
}

const RACE: Start = {
  config: { rule: 'race', proposals: 4 },
  limits: { iterations: 4, max_reverts: null, final_passes: 0 },
};
const FRESH: Start = { ...RACE, limits: { ...RACE.limits, final_passes: 1 } };

async function decisions(bench: Bench) {
  const { iterations } = await readRunState(bench.workspace);
  return Promise.all(
    iterations.map(async ({ number }) => decisionSchema.parse(await bench.json(`iteration-${number}/decision.json`))),
  );
}

describe('rule race', () => {
  it('tries four candidates side by side, goes on with the best, and measures the result afresh', async () => {
    const bench = await raceBench('12 28 4 16');
    const { stopReason } = await bench.improve(FRESH);
    expect(stopReason).toBe('iterations');
    const [baseline, ...batch] = await decisions(bench);
    expect(baseline?.reason).toBe('baseline');
    expect(batch.map(({ decision }) => decision)).toEqual(['discard', 'keep', 'discard', 'discard']);
    expect(batch.map(({ reason }) => reason.replace(/ [\d.]+ >= [\d.]+/, ' P'))).toEqual([
      'drop: behind iteration 2 after 1 of 4 evals',
      expect.stringMatching(/^keep: P\(better\) P after 1 pass, \+\d/),
      'drop: behind iteration 2 after 1 of 4 evals',
      'drop: behind iteration 2 after 1 of 4 evals',
    ]);
    expect((await bench.rows()).map((row) => row.split(' ')[1])).toEqual(['0.25', '', '0.875', '', '']);
    expect(finalSchema.parse(await bench.json('final.json'))).toMatchObject({
      original: 'v0',
      best: 'v2',
      before: 0.25,
      after: 0.875,
      gain: 0.625,
      recommendation: 'best',
    });
    expect(await namesIn(join(bench.workspace.root, 'passes/final-2'))).toEqual(['v0', 'v2']);
    // No trial of those that fell behind but their first.
    expect(await bench.calls('executor')).toBe(4 + 3 + 4 + 8);
  });

  it('decides the same one call at a time', async () => {
    const [wide, narrow] = await twoBenches('12 20 4 16 24 9 30 22');
    const limits = { iterations: 8, max_reverts: null, final_passes: 0 };
    await wide.improve({ ...RACE, limits: { ...limits, concurrency: 8 } });
    await narrow.improve({ ...RACE, limits: { ...limits, concurrency: 1 } });
    const told = async (bench: Bench) =>
      (await decisions(bench)).map(({ row, ...rest }) => ({ ...rest, score: row.score }));
    expect(await told(narrow)).toEqual(await told(wide));
  });

  it.each([
    ['proposed', 2],
    ['trial_ended', 6],
    ['trial_ended', 9],
    ['decided', 2],
    ['decided', 3],
    ['pass_started', 1],
  ] as const)('goes on after a stop at %s %i, pays no call twice, and decides the same', async (name, count) => {
    const [calm, stopped] = await twoBenches('12 28 4 16');
    await calm.improve(FRESH);
    let seen = 0;
    const stop = { requested: () => seen >= count, abort: new AbortController().signal };
    const onEvent = ({ event }: LoopEvent) => {
      if (event === name) seen += 1;
    };
    const first = await stopped.improve({ ...FRESH, stop, onEvent });
    expect(first.stopReason).toBe('user');
    expect((await stopped.improve()).stopReason).toBe('iterations');
    const told = async (bench: Bench) => (await decisions(bench)).map(({ reason, standing }) => ({ reason, standing }));
    expect(await told(stopped)).toEqual(await told(calm));
    expect(await stopped.text('final.json')).toBe(await calm.text('final.json'));
    for (const role of ['executor', 'improver'] as const)
      expect(await stopped.calls(role)).toBe(await calm.calls(role));
    const calls = await stopped.calls('executor');
    await stopped.improve();
    expect(await stopped.calls('executor')).toBe(calls);
  });

  it('keeps rows and reports of a batch that was left in its middle, also where nothing goes on', async () => {
    const bench = await raceBench('12 28 4 16');
    await bench.improve(RACE);
    const rows = await bench.rows();
    const report = await bench.text('iteration-2/report.md');
    const lost = [
      'iteration-2/report.md',
      ...['decision.json', 'MANIFEST.sha256'].map((name) => `iteration-4/${name}`),
    ];
    for (const path of lost) await rm(join(bench.workspace.root, path));
    const stop = { requested: () => true, abort: new AbortController().signal };
    expect((await bench.improve({ stop })).stopReason).toBe('user');
    expect(await bench.rows()).toEqual(rows.slice(0, 4));
    expect(await bench.text('iteration-2/report.md')).toBe(report);
    await bench.improve();
    expect(await bench.rows()).toEqual(rows);
  });

  it('drops what a spent budget leaves undecided, and goes on when there is more', async () => {
    const bench = await raceBench('12 28 4 16 30 20 20 20');
    const limits = { iterations: 8, max_reverts: null, max_trials: 9, final_passes: 0 };
    const { stopReason } = await bench.improve({ ...RACE, limits });
    expect(stopReason).toBe('trials');
    const [, ...batch] = await decisions(bench);
    expect(batch[1]?.reason).toBe('drop: budget spent during pass 1');
    expect(batch.map(({ decision }) => decision)).toEqual(['discard', 'discard', 'discard', 'discard']);
    await bench.improve({ limits: { max_trials: 60 } });
    expect((await decisions(bench)).slice(0, 5)).toEqual([expect.anything(), ...batch]);
    expect((await decisions(bench))[5]).toMatchObject({ decision: 'keep' });
  });

  it('stops where every expectation passes in a whole pass and in a fresh one', async () => {
    const bench = await raceBench('32 16 8 8');
    const { stopReason } = await bench.improve({
      ...RACE,
      limits: { iterations: 20, max_reverts: null, final_passes: 0 },
    });
    expect(stopReason).toBe('ceiling');
    expect(await namesIn(join(bench.workspace.root, 'passes'))).toEqual(['ceiling-1']);
  });

  it('leaves the original where no candidate is better', async () => {
    const bench = await raceBench('4 6 8 2');
    await bench.improve(RACE);
    expect(await bench.text('best')).toBe('v0\n');
    expect(await namesIn(bench.workspace.root, 'final')).toEqual([]);
  });
});

describe('with splits', () => {
  const evals = [
    evalOf('A', { split: 'train' }),
    evalOf('B', { split: 'val' }),
    evalOf('C', { split: 'val' }),
    evalOf('D', { split: 'test' }),
  ];

  it('decides by val, teaches by train, and never runs test', async () => {
    const bench = await raceBench('16 28 8 12', evals);
    await bench.improve(RACE);
    const started = (await bench.events()).filter(
      (event) => event.event === 'call_started' && event.role === 'executor',
    );
    const ran = (iteration: number) =>
      started.flatMap((event) =>
        'eval_id' in event && event.iteration === iteration && event.eval_id ? [event.eval_id] : [],
      );
    expect(new Set(ran(0))).toEqual(new Set(['A', 'B', 'C']));
    expect([...ran(2)].filter((id) => id === 'A')).toEqual(['A']);
    expect([...ran(1), ...ran(3), ...ran(4)]).not.toContain('A');
    expect(started.some((event) => 'eval_id' in event && event.eval_id === 'D')).toBe(false);
  });

  it('shows the improver what train says, and of val verdicts and probabilities alone', async () => {
    const bench = await raceBench('16 28 8 12 30 14 14 14', evals);
    const seen = join(temp(), 'seen.txt');
    await writeFile(seen, '');
    const agent = await bench.agent(
      'looks',
      `async improver(request) {
        const walk = (dir) => fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
          const path = join(dir, entry.name);
          return entry.isDirectory() ? walk(path) : [path + '\\n' + fs.readFileSync(path, 'utf8')];
        });
        fs.appendFileSync(${JSON.stringify(seen)}, [request.prompt, ...walk(join(request.cwd, 'failures')), ...walk(join(request.cwd, 'history'))].join('\\n'));
        return planRoles.improver(request);
      }`,
    );
    await bench.improve({ ...RACE, agent, limits: { iterations: 8, max_reverts: null, final_passes: 0 } });
    const text = await readFile(seen, 'utf8');
    expect(text).toContain('case A');
    for (const hidden of ['case B', 'case C', 'case D', 'eval-B', 'eval-C', 'eval-D', 'B#', 'C#'])
      expect(text).not.toContain(hidden);
    expect(text).toMatch(/- reason: P\(better\) 0\.\d\d\n/);
    expect(text).not.toMatch(/raw [+-]/);
    const rows = text.split('\n').filter((line) => /^\d+\t/.test(line));
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row.split('\t').slice(2, 4)).toEqual(['', '']);
  });
});
