import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, type Caps, capReached, capsFor, finalPassesPlanned, spentOwnBudget } from '../../src/core/budget.ts';
import type { Limits } from '../../src/core/schema/run.ts';
import { committed, dearest, foldTally, type Tally, tallyOf } from '../../src/core/tally.ts';
import { callEnded, callStarted, runStarted } from './run-events.ts';

const FREE: Caps = { trials: null, cost_usd: null, tokens: null, time_ms: null };
const LIMITS: Limits = {
  iterations: 60,
  max_trials: null,
  max_cost_usd: null,
  max_tokens: null,
  max_time_ms: null,
  max_reverts: null,
  max_errors: null,
  concurrency: 4,
  final_passes: null,
  own_budget: true,
  speculate: false,
  artifact_bytes: null,
};

/** So many executor calls at 0.25 dollars and 150 tokens each, and a minute at work. */
function spent(calls: number): Tally {
  const usage = { input_tokens: 100, output_tokens: 50, cached_input_tokens: null, cost_usd: 0.25 };
  const events = Array.from({ length: calls }, (_, index) => [
    { ...callStarted('executor', 'a'), call: `${index}` },
    { ...callEnded(null, 60), call: `${index}`, usage },
  ]);
  return tallyOf([runStarted(0), ...events.flat()]);
}

const trial = { role: 'executor', trials: 1 } as const;

describe('a cap', () => {
  it('is not reached where there is none', () => {
    expect(capReached(FREE, spent(10), { ...trial, trials: 1_000_000 })).toBeNull();
  });

  it.each([
    [12, 2, null],
    [12, 3, 'trials'],
    [10, 0, null],
    [9, 0, 'trials'],
  ])('of %i trials after 10 forbids %i more: %s', (trials, more, reason) => {
    expect(capReached({ ...FREE, trials }, spent(10), { ...trial, trials: more })).toBe(reason);
  });

  it.each([
    [60_001, null],
    [60_000, 'time'],
  ])('of %i ms is reached after 60000 ms: %s', (time_ms, reason) => {
    expect(capReached({ ...FREE, time_ms }, spent(1), trial)).toBe(reason);
  });

  it.each([
    [1.5, null],
    [1.25, null],
    [1.2, 'money'],
    [1, 'money'],
  ])('of %d dollars after four calls of a quarter, before one that costs as much: %s', (cost_usd, reason) => {
    expect(capReached({ ...FREE, cost_usd }, spent(4), trial)).toBe(reason);
  });

  it.each([
    [750, null],
    [749, 'tokens'],
  ])('of %i tokens after four calls of 150, before one that takes as many: %s', (tokens, reason) => {
    expect(capReached({ ...FREE, tokens }, spent(4), trial)).toBe(reason);
  });

  it('lets a call of which no price is known through while anything is left', () => {
    expect(capReached({ ...FREE, cost_usd: 0.01 }, spent(0), trial)).toBeNull();
    expect(capReached({ ...FREE, cost_usd: 1.01 }, spent(4), { role: 'judge', trials: 0 })).toBeNull();
    expect(capReached({ ...FREE, cost_usd: 1 }, spent(4), { role: 'judge', trials: 0 })).toBe('money');
  });

  it('on trials is named before the others', () => {
    expect(capReached({ trials: 4, cost_usd: 0.1, tokens: 1, time_ms: 1 }, spent(4), trial)).toBe('trials');
  });
});

describe('the overshoot of a cap', () => {
  /** Plays calls of these prices, so many at a time, as long as a cap lets one more start. */
  function play(prices: readonly number[], { cap, slots }: { cap: number; slots: number }) {
    let tally = tallyOf([runStarted(0)]);
    const open: { call: string; price: number }[] = [];
    let dearestTogether = 0;
    prices.forEach((price, index) => {
      const usage = { input_tokens: null, output_tokens: null, cached_input_tokens: null, cost_usd: price };
      if (open.length === slots) {
        const ended = open.shift();
        if (ended !== undefined) {
          const itsUsage = { ...usage, cost_usd: ended.price };
          tally = foldTally(tally, { ...callEnded(null), call: ended.call, usage: itsUsage });
        }
      }
      if (capReached({ ...FREE, cost_usd: cap }, tally, trial) !== null) return;
      const call = String(index);
      const reserved = dearest(tally, 'executor');
      tally = foldTally(tally, { ...callStarted('executor', 'a'), call, reserved });
      open.push({ call, price });
      dearestTogether = Math.max(
        dearestTogether,
        open.reduce((sum, one) => sum + one.price, 0),
      );
    });
    for (const one of open) {
      const usage = { input_tokens: null, output_tokens: null, cached_input_tokens: null, cost_usd: one.price };
      tally = foldTally(tally, { ...callEnded(null), call: one.call, usage });
    }
    return { spent: committed(tally).cost_usd, dearestTogether };
  }

  it('is at most what calls cost that were under way together', () => {
    const price = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(fc.array(price, { maxLength: 60 }), price, fc.integer({ min: 1, max: 8 }), (prices, cap, slots) => {
        const { spent, dearestTogether } = play(prices, { cap, slots });
        expect(spent - cap).toBeLessThanOrEqual(dearestTogether);
      }),
      { seed: 21, numRuns: 500 },
    );
  });

  it('is nothing where every call costs the same and one is known', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: 90 }), (price, cap) => {
        expect(play(Array(60).fill(price), { cap, slots: 1 }).spent).toBeLessThanOrEqual(cap);
      }),
      { seed: 22 },
    );
  });
});

describe('the budget of rule race', () => {
  it('is its own where no number of trials is given, and lifted where iterations are asked for', () => {
    expect(boundsOf({ ...LIMITS, own_budget: false }, 'race', 12)).toEqual({ climb: FREE, whole: FREE });
    expect(boundsOf({ ...LIMITS, own_budget: false, max_trials: 80 }, 'race', 12).whole.trials).toBe(80);
    expect(spentOwnBudget('trials', LIMITS)).toBe(true);
    expect(spentOwnBudget('trials', { max_trials: 80 })).toBe(false);
    expect(spentOwnBudget('time', LIMITS)).toBe(false);
  });

  it('has room for so many final passes of each version', () => {
    expect(finalPassesPlanned(LIMITS, 'strict', 12)).toBe(0);
    expect(finalPassesPlanned({ ...LIMITS, final_passes: 2 }, 'strict', 12)).toBe(2);
    expect(finalPassesPlanned(LIMITS, 'race', 12)).toBe(2);
    expect(finalPassesPlanned({ ...LIMITS, max_trials: 1000 }, 'race', 12)).toBe(4);
    expect(finalPassesPlanned({ ...LIMITS, own_budget: false }, 'race', 12)).toBe(2);
    expect(finalPassesPlanned({ ...LIMITS, max_trials: 40, final_passes: 3 }, 'race', 12)).toBe(0);
  });
});

describe('the bounds of a run', () => {
  it('are the caps as asked for under rule strict', () => {
    const { climb, whole } = boundsOf({ ...LIMITS, max_trials: 40, max_cost_usd: 2 }, 'strict', 12);
    expect(climb).toEqual({ ...FREE, trials: 40, cost_usd: 2 });
    expect(whole).toEqual(climb);
    expect(boundsOf(LIMITS, 'strict', 12).whole).toEqual(FREE);
  });

  it('hold for what belongs to the climb, for final passes, and for what is measured again', () => {
    const bounds = boundsOf({ ...LIMITS, max_trials: 400 }, 'race', 12);
    for (const purpose of ['iteration', 'ceiling-3', 'epoch-2']) expect(capsFor(bounds, purpose)).toBe(bounds.climb);
    for (const purpose of ['final-3', 'reproduce-1']) expect(capsFor(bounds, purpose)).toBe(bounds.whole);
    for (const purpose of ['certify-1', 'submit-1', 'calibrate-1', 'arms-1', 'no-skill-1']) {
      expect(capsFor(bounds, purpose)).toEqual(FREE);
    }
  });

  it('leave 11 passes for a climb under rule race, and final passes on top', () => {
    const { climb, whole } = boundsOf(LIMITS, 'race', 12);
    expect(climb.trials).toBe(132);
    expect(whole.trials).toBe(132 + 48);
  });

  it('keep a quarter of every cap for the final passes, or what they take at most', () => {
    const limits = { ...LIMITS, max_trials: 80, max_cost_usd: 4, max_tokens: 1000, max_time_ms: 60_000 };
    expect(boundsOf(limits, 'race', 10).climb).toEqual({ trials: 60, cost_usd: 3, tokens: 750, time_ms: 45_000 });
    // What does not reach for one pass of both versions goes into the climb.
    expect(boundsOf(limits, 'race', 12).climb.trials).toBe(80);
    expect(boundsOf({ ...limits, max_trials: 1000 }, 'race', 12).climb.trials).toBe(1000 - 8 * 12);
    expect(boundsOf({ ...limits, max_trials: 1000, final_passes: 1 }, 'race', 12).climb.trials).toBe(1000 - 2 * 12);
  });

  it('keep nothing back where no final pass is asked for', () => {
    const { climb, whole } = boundsOf({ ...LIMITS, max_trials: 80, final_passes: 0 }, 'race', 12);
    expect(climb.trials).toBe(80);
    expect(whole).toEqual(climb);
  });

  it('never leave the climb more than the whole, nor more than three quarters less a trial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 100 }), (max_trials, pass) => {
        const { climb, whole } = boundsOf({ ...LIMITS, max_trials }, 'race', pass);
        expect(whole.trials).toBe(max_trials);
        expect(climb.trials).toBeLessThanOrEqual(max_trials);
        expect(climb.trials).toBeGreaterThanOrEqual(max_trials * 0.75);
      }),
      { seed: 3 },
    );
  });
});

it('the climb has its part of the caps, the final passes have the rest too, and what is asked for beside has none', () => {
  const bounds = boundsOf({ ...LIMITS, max_trials: 100 }, 'race', 5);
  expect(bounds.climb.trials).toBeLessThan(bounds.whole.trials ?? 0);
  for (const purpose of ['iteration', 'ceiling-1', 'epoch-2']) expect(capsFor(bounds, purpose)).toBe(bounds.climb);
  for (const purpose of ['final-1', 'final-12']) expect(capsFor(bounds, purpose)).toBe(bounds.whole);
  for (const purpose of ['certify-1', 'submit-1', 'calibrate-3', 'my-final-1']) {
    expect(capsFor(bounds, purpose)).toEqual(FREE);
  }
});
