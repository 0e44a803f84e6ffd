import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capReached, type Spend, spendOf } from '../../src/core/budget.ts';
import type { Limits } from '../../src/core/schema/run.ts';
import { at, callEnded, callStarted, iterationStarted, runStarted } from './run-events.ts';

const FREE: Limits = { iterations: 5, max_trials: null, max_time_ms: null, max_reverts: null, concurrency: 4 };
const SPENT: Spend = { calls: 30, trials: 10, cost_usd: null, duration_ms: 60_000 };

describe('the spend of a run', () => {
  it('is nothing but unknown money before the first call', () => {
    expect(spendOf([])).toEqual({ calls: 0, trials: 0, cost_usd: null, duration_ms: 0 });
  });

  it('counts every call, and executor calls as trials', () => {
    const calls = [callStarted('executor', 'a'), callStarted('judge', 'a'), callStarted('executor', 'b')];
    expect(spendOf([...calls, callStarted('improver', null)])).toMatchObject({ calls: 4, trials: 2 });
  });

  it('counts a call that never ended, and knows no cost then', () => {
    const events = [callStarted('executor', 'a'), callEnded(0.25), callStarted('executor', 'a')];
    expect(spendOf(events)).toMatchObject({ calls: 2, trials: 2, cost_usd: null });
  });

  it('adds up money that is known', () => {
    const call = (cost: number | null) => [callStarted('executor', 'a'), callEnded(cost)];
    expect(spendOf([...call(0.25), ...call(0), ...call(0.5)]).cost_usd).toBe(0.75);
    expect(spendOf([...call(0.25), ...call(null), ...call(0.5)]).cost_usd).toBeNull();
  });

  it('is the time at work: between two starts of the program nobody works', () => {
    const morning = [runStarted(100), callStarted('executor', 'a', 110), callEnded(null, 130)];
    const evening = [runStarted(40_000, true), callStarted('executor', 'a', 40_005)];
    expect(spendOf(morning).duration_ms).toBe(30_000);
    expect(spendOf([...morning, ...evening]).duration_ms).toBe(35_000);
  });

  it('never shrinks when the clock goes back', () => {
    const events = [
      runStarted(100),
      callStarted('judge', 'a', 160),
      callEnded(null, 20),
      iterationStarted(1, 'v0', []),
    ];
    expect(spendOf(events.slice(0, 3)).duration_ms).toBe(60_000);
    expect(spendOf([...events.slice(0, 3), callStarted('judge', 'a', 25)]).duration_ms).toBe(65_000);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1000), fc.boolean())), (steps) => {
        const run = steps.map(([seconds, starts]) => (starts ? runStarted(seconds) : callEnded(null, seconds)));
        const spent = run.map((_, index) => spendOf(run.slice(0, index + 1)).duration_ms);
        expect(spent).toEqual([...spent].sort((a, b) => a - b));
      }),
      { seed: 7 },
    );
  });

  it('takes its times from the events alone', () => {
    const events = [runStarted(0), { event: 'warning', at: at(1.5), message: 'late' } as const];
    expect(spendOf(events).duration_ms).toBe(1500);
  });
});

describe('a cap', () => {
  it('is not reached where there is none', () => {
    expect(capReached(FREE, SPENT, 1_000_000)).toBeNull();
  });

  it.each([
    [12, 2, null],
    [12, 3, 'trials'],
    [10, 0, null],
    [9, 0, 'trials'],
  ])('of %i trials after 10 forbids %i more: %s', (max_trials, trials, reason) => {
    expect(capReached({ ...FREE, max_trials }, SPENT, trials)).toBe(reason);
  });

  it.each([
    [60_001, null],
    [60_000, 'time'],
  ])('of %i ms is reached after 60000 ms: %s', (max_time_ms, reason) => {
    expect(capReached({ ...FREE, max_time_ms }, SPENT, 0)).toBe(reason);
  });

  it('on trials is named before the one on time', () => {
    expect(capReached({ ...FREE, max_trials: 10, max_time_ms: 1 }, SPENT, 1)).toBe('trials');
  });
});
