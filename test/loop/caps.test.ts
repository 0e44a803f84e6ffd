import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { committed, foldTally, priceOf, spendIn, tallyOf } from '../../src/core/tally.ts';
import { improve } from '../../src/loop/improve.ts';
import { verifyRun } from '../../src/loop/verify-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Bench, CHECKED, JUDGED, planBench, type Start, skillFollowing, smallBench } from '../support/campaign.ts';

const temp = useTempFolder();

const PRICES = { executor: 0.25, judge: 0.125, improver: 0.5 };
const priced = (prices: Readonly<Record<string, number>> = PRICES) => ({
  passed: { PLAN_PRICES: JSON.stringify(prices) },
});
const RACE = { config: { rule: 'race' } } as const;

/** Four evals and their copies: enough for several looks. */
async function wideBench(folder = '', steps = '4 8 6 12 14'): Promise<Bench> {
  const evals = ['A', 'B', 'C', 'D'].flatMap((letter) =>
    [1, 2].map((copy) => ({ ...CHECKED, id: `${letter}${copy}`, prompt: `Work through case ${letter}.` })),
  );
  return smallBench(join(temp(), folder), { 'SKILL.md': skillFollowing('1 1 1 1', steps) }, evals);
}

/** By how much the calls that were made pass a cap, and the dearest sum of calls that were ever under way together. */
function overshoot(events: readonly RunEvent[], cap: number) {
  let [tally, total, inFlight] = [tallyOf([]), 0, 0];
  for (const event of events) {
    if (event.event === 'call_started') expect(committed(tally).cost_usd).toBeLessThan(cap);
    tally = foldTally(tally, event);
    inFlight = Math.max(inFlight, tally.open.size);
    if (event.event === 'call_ended') total += priceOf(event.usage).cost_usd ?? 0;
  }
  return { over: total - cap, inFlight };
}

describe('a cap on money', () => {
  it.each([1, 2, 4])('is passed by no more than the calls under way, %i at a time', async (concurrency) => {
    const bench = await planBench(temp());
    const limits = { iterations: 3, max_cost_usd: 2, concurrency };
    const { stopReason } = await bench.improve({ ...priced(), limits });
    expect(stopReason).toBe('money');
    const { over, inFlight } = overshoot(await bench.events(), 2);
    expect(inFlight).toBe(concurrency);
    // Only calls of which no price was known yet are let through: at most those first under way.
    expect(over).toBeLessThanOrEqual(concurrency * 0.25);
    expect(await bench.json('state.json')).toMatchObject({ spend: { cost_usd: 2 + over } });
  });

  it('goes on under a higher one, and pays nothing twice', async () => {
    const bench = await planBench(temp());
    const first = await bench.improve({ ...priced(), limits: { iterations: 1, max_cost_usd: 2 } });
    expect([first.stopReason, await bench.rows()]).toEqual(['money', ['0 0.66 0.66 baseline']]);
    const second = await bench.improve({ ...priced(), limits: { iterations: 1, max_cost_usd: 20 } });
    expect([second.stopReason, await bench.calls('executor')]).toEqual(['iterations', 8]);
  });

  it('that an agent gives no price for is refused after the first call, and that call is not lost', async () => {
    const bench = await planBench(temp());
    const limits = { max_cost_usd: 5, concurrency: 1 };
    const halted = await bench.improve({ limits });
    expect(halted).toMatchObject({
      stopReason: 'unpriced',
      message:
        'The executor command does not report its money, so --max-cost cannot be held: use --max-cost none, and --max-trials or --max-time instead.',
    });
    expect(await bench.calls('executor')).toBe(1);
    // It is known now: the next start is refused before anything is spent.
    expect((await bench.improve({ limits })).stopReason).toBe('unpriced');
    expect((await bench.events()).filter(({ event }) => event === 'call_started')).toHaveLength(1);
    await bench.improve({ limits: { max_cost_usd: null, iterations: 0 } });
    expect(await bench.calls('executor')).toBe(4);
  });

  it('that only the improver gives no price for leaves the iteration open, under rule race too', async () => {
    const bench = await wideBench();
    const prices = priced({ executor: 0.25, judge: 0.125 });
    const halted = await bench.improve({ ...RACE, ...prices, limits: { iterations: 1, max_cost_usd: 50 } });
    expect(halted).toMatchObject({ stopReason: 'unpriced', message: expect.stringMatching(/^The improver command/) });
    expect(await bench.rows()).toHaveLength(1);
  });
});

it('a cap on tokens ends a run like one on money', async () => {
  const bench = await planBench(temp());
  expect((await bench.improve({ limits: { max_tokens: 1000, concurrency: 1 } })).stopReason).toBe('tokens');
  const used = (await bench.events()).flatMap((event) =>
    event.event === 'call_ended' ? [priceOf(event.usage).tokens ?? Number.NaN] : [],
  );
  const beforeTheLast = used.slice(0, -1).reduce((sum, tokens) => sum + tokens, 0);
  expect(beforeTheLast).toBeGreaterThan(0);
  expect(beforeTheLast).toBeLessThan(1000);
});

it.each([1, 3, 4])('a cap on trials is never passed, %i at a time', async (concurrency) => {
  const bench = await planBench(temp());
  const { stopReason } = await bench.improve({ limits: { iterations: 9, max_trials: 10, concurrency } });
  expect([stopReason, await bench.calls('executor')]).toEqual(['trials', expect.toSatisfy((calls) => calls <= 10)]);
});

describe('a cap that cannot pay the baseline and one iteration', () => {
  it('is refused before anything is spent', async () => {
    const bench = await planBench(temp());
    await expect(bench.improve({ limits: { max_trials: 7 } })).rejects.toThrow('7 trials cannot pay');
    expect(await bench.calls('executor')).toBe(0);
  });
});

describe('rule race', () => {
  const limits = { iterations: 9, max_reverts: null, final_passes: 0, concurrency: 1 };

  /** 8 trials of the baseline, 8 of an edit that is kept, 2 of a worse one, and 3 of a better one. */
  async function cutRun(bench: Bench, start: Start = {}) {
    return bench.improve({ ...RACE, ...start, limits: { ...limits, max_trials: 21, ...start.limits } });
  }

  it('drops a candidate that a cap ends, learns from it, and goes on under a higher cap', async () => {
    const bench = await wideBench();
    expect((await cutRun(bench)).stopReason).toBe('trials');
    const decided = (await bench.rows()).length;
    expect(await bench.json(`iteration-${decided - 1}`, 'decision.json')).toMatchObject({
      decision: 'discard',
      reason: expect.stringMatching(/^drop: budget spent during pass 1$/),
    });
    expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
    const more = await cutRun(bench, { limits: { max_trials: 60, iterations: decided } });
    expect(more.stopReason).toBe('iterations');
    expect(await bench.rows()).toHaveLength(decided + 1);
    expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
  });

  it('ends at its own budget, and iterations that are asked for lift it', async () => {
    const worse = skillFollowing('2 2 2 2', `8 ${'4 '.repeat(30)}`);
    const bench = await smallBench(temp(), { 'SKILL.md': worse }, [CHECKED]);
    const own = { iterations: 60, max_reverts: null, final_passes: 0 };
    const first = await bench.improve({ ...RACE, limits: own });
    expect(first.stopReason).toBe('trials');
    expect(await bench.calls('executor')).toBe(11);
    const again = await bench.improve({ ...RACE });
    expect([again.stopReason, again.events.filter(({ event }) => event === 'call_started')]).toEqual(['trials', []]);
    const before = (await bench.rows()).length;
    const more = await bench.improve({
      ...RACE,
      limits: { iterations: before + 1, own_budget: false },
    });
    expect(more.stopReason).toBe('iterations');
    expect(await bench.rows()).toHaveLength(before + 2);
  });
});

describe('trials that are started early', () => {
  it('change no verdict, are stored whole, and the run verifies', async () => {
    const decided = async (folder: string, speculate: boolean) => {
      const bench = await wideBench(folder);
      await bench.improve({ ...RACE, limits: { iterations: 2, max_reverts: null, final_passes: 0, speculate } });
      expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
      const decisions = await Promise.all(
        [0, 1, 2].map((number) => bench.json(`iteration-${number}`, 'decision.json')),
      );
      const verdicts = decisions.map((decision) => {
        const { reason, numbers, standing } = decision as Record<string, unknown>;
        return { reason, numbers, standing };
      });
      return { verdicts, trials: await bench.calls('executor') };
    };
    const [plain, early] = [await decided('plain', false), await decided('early', true)];
    expect(early.verdicts).toEqual(plain.verdicts);
    expect(early.trials).toBeGreaterThan(plain.trials);
  });
});

describe('the ledger', () => {
  it('is by role for the run, and by role for each iteration', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED, JUDGED]);
    await bench.improve({ ...priced({ executor: 0.25, judge: 0.125 }), limits: { iterations: 1 } });
    const role = (calls: number, cost_usd: number | null) => expect.objectContaining({ calls, cost_usd });
    expect(await bench.json('state.json')).toMatchObject({
      spend: {
        calls: 7,
        trials: 4,
        cost_usd: null,
        roles: { executor: role(4, 1), judge: role(2, 0.25), improver: role(1, null) },
      },
    });
    expect(await bench.json('iteration-0', 'metrics.json')).toMatchObject({
      spend: { executor: role(2, 0.5), judge: role(1, 0.125), improver: role(0, null) },
    });
    expect(await bench.json('iteration-1', 'metrics.json')).toMatchObject({
      spend: { executor: role(2, 0.5), judge: role(1, 0.125), improver: role(1, null) },
    });
    expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
  });

  it('counts no final pass among the calls of an iteration', async () => {
    const bench = await wideBench();
    await bench.improve({ ...RACE, limits: { iterations: 1, final_passes: 1 } });
    const finals = (await bench.events()).filter(
      (event) => event.event === 'call_started' && event.purpose !== 'iteration',
    );
    expect(finals.length).toBeGreaterThan(0);
    expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
  });
});

describe('a service that asks for less', () => {
  it('is waited for, which costs no score, no retry and no trial', async () => {
    const bench = await planBench(temp());
    const state = { passed: { RATE_LIMIT_STATE: `${temp()}/turned-away` } };
    const limits = { iterations: 1, max_trials: 8 };
    const { events, stopReason } = await bench.improve({ agent: 'rate-limited-once', ...state, limits });
    expect(stopReason).toBe('iterations');
    expect(await bench.rows()).toEqual(['0 0.66 0.66 baseline', '1 0.78 0.78 kept']);
    expect(events.filter(({ event }) => event === 'waiting')).toMatchObject([{ agent: 'command', left_ms: 200 }]);
    expect(spendIn(tallyOf(events))).toMatchObject({ trials: 8 });
  });

  it('is not waited for once the run shall end', async () => {
    const bench = await planBench(temp());
    const agent = await bench.agent(
      'always',
      `executor: () => ({ status: 'rate_limited', error: 'later', retry_after_ms: 3_600_000 })`,
    );
    let asked = false;
    const stop = { requested: () => asked, abort: new AbortController().signal };
    const { campaign, close } = await bench.open({
      agent,
      stop,
      onEvent: ({ event }) => {
        asked ||= event === 'waiting';
      },
    });
    try {
      expect((await improve(campaign)).stopReason).toBe('user');
    } finally {
      await close();
    }
  });
});

it('the noise of the evals is said once, after the baseline', async () => {
  const bench = await wideBench();
  const { events } = await bench.improve({ ...RACE, limits: { iterations: 1 } });
  await bench.improve({ ...RACE, limits: { iterations: 2 } });
  const told = (await bench.events()).filter(({ event }) => event === 'noise');
  expect(told).toMatchObject([{ evals: 8, passes: 2 }]);
  const order = events.map(({ event }) => event).filter((event) => event === 'decided' || event === 'noise');
  expect(order.slice(0, 2)).toEqual(['decided', 'noise']);
});

describe('a cap on failed calls in a row', () => {
  it('halts the run, and counts anew at the next start', async () => {
    const bench = await smallBench(temp(), {}, [CHECKED]);
    const failing = { agent: 'exits-3', config: { retries: 9 }, limits: { max_errors: 3, concurrency: 1 } };
    const ran = await bench.improve(failing);
    expect(ran).toMatchObject({
      stopReason: 'errors',
      message: '3 calls in a row failed; --max-errors allows no more.',
    });
    // Another start may fail as often again.
    expect((await bench.improve({ ...failing, limits: { max_errors: 2, concurrency: 1 } })).stopReason).toBe('errors');
    const started = (await bench.events()).filter(({ event }) => event === 'call_started');
    expect(started).toHaveLength(3 + 2);
  });
});

describe('an early stop under rule strict', () => {
  it('spares trials, leaves the score empty, and can be recomputed', async () => {
    const bench = await wideBench('', '4 8 1');
    const limits = { iterations: 2, max_reverts: null };
    await bench.improve({ config: { early_stop: true }, limits });
    const rows = await bench.rows();
    expect(rows).toEqual(['0 0.25 0.25 baseline', '1 0.5 0.5 kept', '2  0.5 reverted']);
    expect(await bench.json('iteration-2', 'decision.json')).toMatchObject({
      rule: 'strict',
      reason: expect.stringMatching(/^drop: score at most 0\.\d+ <= 0\.5 after \d of 8 evals$/),
    });
    expect(await verifyRun(bench.workspace)).toMatchObject({ differences: [] });
  });
});
