import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../src/core/schema/trial.ts';
import {
  committed,
  dearest,
  silentAgent,
  spendByRole,
  spendIn,
  spendOf,
  tallyAt,
  tallyOf,
  tallyOfIteration,
} from '../../src/core/tally.ts';
import { at, callEnded, callStarted, iterationStarted, runStarted } from './run-events.ts';

describe('the spend of a run', () => {
  it('is nothing but unknown money before the first call', () => {
    expect(spendOf([])).toEqual({ calls: 0, trials: 0, cost_usd: null, tokens: null, duration_ms: 0 });
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

  it('adds up tokens that are known', () => {
    const usage = { input_tokens: 100, output_tokens: 50, cached_input_tokens: 30, cost_usd: null };
    const known = [callStarted('executor', 'a'), { ...callEnded(null), usage }];
    expect(spendOf([...known, ...known]).tokens).toBe(2 * 150);
    expect(spendOf([...known, callStarted('judge', 'a'), callEnded(0.5)]).tokens).toBeNull();
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

describe('the tally of a run', () => {
  const started = (call: string, role: Role, reserved: number | null = null) => ({
    ...callStarted(role, 'a'),
    call,
    reserved: { cost_usd: reserved, tokens: null },
  });
  const ended = (call: string, cost: number | null) => ({ ...callEnded(cost), call });

  it('remembers the dearest call of each role, which is the price of the next', () => {
    const tally = tallyOf([started('1', 'judge'), ended('1', 0.5), started('2', 'judge'), ended('2', 0.25)]);
    expect(dearest(tally, 'judge')).toEqual({ cost_usd: 0.5, tokens: null });
    expect(dearest(tally, 'executor')).toEqual({ cost_usd: null, tokens: null });
  });

  it('counts a call under way, or one that a kill ended, at the price that was reserved for it', () => {
    const tally = tallyOf([started('1', 'executor'), ended('1', 0.25), started('2', 'executor', 0.25)]);
    expect(committed(tally)).toEqual({ trials: 2, cost_usd: 0.5, tokens: 0 });
  });

  it('counts an ended call of an unknown price as the dearest of its role, and shows the sum as unknown', () => {
    const events = [started('1', 'executor'), ended('1', 0.25), started('2', 'executor'), ended('2', null)];
    expect(committed(tallyOf(events)).cost_usd).toBe(0.5);
    expect(spendOf(events).cost_usd).toBeNull();
  });

  it('tells what each role used', () => {
    const tally = tallyOf([started('1', 'executor'), ended('1', 0.25), started('2', 'judge'), ended('2', 0.5)]);
    expect(spendIn(tally, ['judge'])).toMatchObject({ calls: 1, trials: 0, cost_usd: 0.5, duration_ms: 1500 });
    expect(spendIn(tally, ['executor', 'judge'])).toMatchObject({ calls: 2, trials: 1, cost_usd: 0.75 });
  });

  it('counts an executor call that the service turned away as a call and no trial', () => {
    const away = { ...ended('1', null), end: 'failed', kind: 'rate_limit' } as const;
    const tally = tallyOf([started('1', 'executor'), away, started('2', 'executor')]);
    expect(spendIn(tally)).toMatchObject({ calls: 2, trials: 1 });
    expect(committed(tally).trials).toBe(1);
  });

  it('counts failed calls in a row since the program was started, but for those that were turned away', () => {
    const failed = (call: string, kind: 'crash' | 'overload' = 'crash') =>
      [started(call, 'executor'), { ...ended(call, null), end: 'failed', kind }] as const;
    const inARow = (...events: Parameters<typeof tallyOf>[0]) => tallyOf(events).failedInARow;
    expect(inARow(...failed('1'), ...failed('2', 'overload'), ...failed('3'))).toBe(2);
    expect(inARow(...failed('1'), started('2', 'judge'), ended('2', null))).toBe(0);
    expect(inARow(...failed('1'), runStarted(), ...failed('2'))).toBe(1);
  });

  it('knows that a role does not report once a call has completed, and not before', () => {
    const failed = { ...ended('1', null), end: 'failed', kind: 'crash' } as const;
    expect(silentAgent(tallyOf([started('1', 'judge'), failed]), 'judge', 'cost_usd')).toBeNull();
    const silent = tallyOf([started('1', 'judge'), ended('1', null)]);
    expect(silentAgent(silent, 'judge', 'cost_usd')).toBe('');
    expect(silentAgent(silent, 'executor', 'cost_usd')).toBeNull();
    expect(silentAgent(tallyOf([started('1', 'judge'), ended('1', 0)]), 'judge', 'cost_usd')).toBeNull();
  });

  it('knows which of several executors does not report', () => {
    const of = (call: string, eval_id: string) => ({ ...started(call, 'executor'), eval_id });
    const both = tallyOf([of('1', 'a'), ended('1', 0.5), of('2', 'a@@codex'), ended('2', null)]);
    expect(silentAgent(both, 'executor', 'cost_usd')).toBe('codex');
    expect(silentAgent(tallyOf([of('1', 'a'), ended('1', 0.5)]), 'executor', 'cost_usd')).toBeNull();
  });

  it('takes the time that passes while nothing happens', () => {
    const tally = tallyOf([runStarted(0), { event: 'warning', at: at(5), message: 'x' }]);
    expect(tallyAt(tally, Date.parse(at(7))).duration_ms).toBe(7000);
    expect(tallyAt(tally, Date.parse(at(3))).duration_ms).toBe(5000);
    expect(tallyAt(tallyOf([]), Date.parse(at(3))).duration_ms).toBe(0);
  });

  it('of an iteration holds its own calls, whole passes of others apart', () => {
    const call = (id: string, place: object) => [{ ...started(id, 'executor'), ...place }, ended(id, 1)];
    const events = [
      ...call('1', { iteration: 1 }),
      ...call('2', { iteration: 2 }),
      ...call('3', { iteration: 1, purpose: 'final-3' }),
    ];
    expect(spendByRole(tallyOfIteration(events, 1)).executor).toMatchObject({ calls: 1, cost_usd: 1 });
    expect(spendByRole(tallyOfIteration(events, 3)).executor).toMatchObject({ calls: 0, cost_usd: null });
  });
});
