import { describe, expect, it } from 'vitest';
import { type Attempt, withRetries } from '../../src/schedule/retries.ts';

const MINUTE = 60_000;

describe('an attempt that is done', () => {
  it('is the last one', async () => {
    const { value, attempts, sleeps } = await play([done('fine')]);
    expect([value, attempts, sleeps]).toEqual(['fine', [1], []]);
  });

  it('counts even where no retry is allowed', async () => {
    expect((await play([done('fine')], { retries: 0 })).value).toBe('fine');
  });
});

describe('an attempt that failed', () => {
  it('is tried again until one is done, each with its number', async () => {
    const { value, attempts } = await play([failed('a'), failed('b'), done('c')], { retries: 5 });
    expect([value, attempts]).toEqual(['c', [1, 2, 3]]);
  });

  it.each([
    [0, 'a', 1],
    [1, 'b', 2],
    [2, 'c', 3],
  ])('gives the last value when %i retries are used up', async (retries, value, attempts) => {
    const played = await play([failed('a'), failed('b'), failed('c'), done('never asked for')], { retries });
    expect([played.value, played.attempts.length]).toEqual([value, attempts]);
  });

  it('costs nothing of the patience with a throttling service', async () => {
    const { value, sleeps } = await play([failed('a'), done('b')], { patienceMs: 0 });
    expect([value, sleeps]).toEqual(['b', []]);
  });

  it('may have any value, nothing included', async () => {
    expect((await play([failed(undefined)], { retries: 0 })).value).toBeUndefined();
    expect((await play([failed(null)], { retries: 0 })).value).toBeNull();
  });
});

describe('an attempt that was throttled', () => {
  it('does not use up a retry', async () => {
    const script = [throttled('a'), failed('b'), throttled('c'), throttled('d'), done('e')];
    const { value, attempts } = await play(script, { retries: 1 });
    expect([value, attempts]).toEqual(['e', [1, 2, 3, 4, 5]]);
  });

  it('leaves the retries that failures have', async () => {
    const script = [throttled('a'), failed('b'), throttled('c'), failed('d'), done('never asked for')];
    expect((await play(script, { retries: 1 })).value).toBe('d');
  });

  it('waits as long as the service asks for', async () => {
    expect((await play([throttled('a', 1234), throttled('b', 90_000), done('c')])).sleeps).toEqual([1234, 90_000]);
  });

  it('waits longer each time where the service does not say, up to a minute', async () => {
    const { sleeps } = await play([...Array(8).fill(throttled('a')), done('b')]);
    expect(sleeps).toEqual([2000, 4000, 8000, 16_000, 32_000, MINUTE, MINUTE, MINUTE]);
  });

  it('ends with its value when the next wait would outlast the patience', async () => {
    const { value, sleeps } = await play([throttled('a', 600), throttled('b', 400), throttled('c', 1)], {
      patienceMs: 1000,
    });
    expect([value, sleeps]).toEqual(['c', [600, 400]]);
    const hasty = await play([throttled('a', 1001), done('never asked for')], { patienceMs: 1000 });
    expect([hasty.value, hasty.sleeps]).toEqual(['a', []]);
  });

  it('ends for a service that always says "now": it is never asked without a pause', async () => {
    const { value, sleeps } = await play([], { patienceMs: 1000, otherwise: throttled('again', 0) });
    expect(value).toBe('again');
    expect(sleeps).toEqual([200, 200, 200, 200, 200]);
  });

  it('waits for a reset time that is named, however long it is, as long as it is not too far', async () => {
    const { value, sleeps } = await play([throttled('a', 5 * 60 * MINUTE), done('b')]);
    expect([value, sleeps]).toEqual(['b', [300 * MINUTE]]);
    const far = await play([throttled('a', 6 * 60 * MINUTE + 1), done('never asked for')]);
    expect([far.value, far.sleeps]).toEqual(['a', []]);
  });

  it('loses patience with a service that does not keep the times it names', async () => {
    const { value, sleeps } = await play([], { otherwise: throttled('again', 30 * MINUTE) });
    expect([value, sleeps.length]).toEqual(['again', 15]);
  });
});

describe('a bug in an attempt', () => {
  class Halted extends Error {}

  it.each([
    new Error('a bug'),
    new TypeError('x is not a function'),
    new TypeError('fetch failed'),
    new Halted('stop'),
  ])('is thrown as it is and not tried again: %s', async (bug) => {
    const attempts: number[] = [];
    const attempt = async (number: number): Promise<Attempt<string>> => {
      attempts.push(number);
      throw bug;
    };
    await expect(withRetries(policy(), attempt)).rejects.toBe(bug);
    expect(attempts).toEqual([1]);
  });

  it('is thrown after a failure as well', async () => {
    const bug = new Error('a bug');
    const attempt = async (number: number): Promise<Attempt<string>> => {
      if (number === 1) return failed('a');
      throw bug;
    };
    await expect(withRetries(policy(), attempt)).rejects.toBe(bug);
  });
});

interface Played {
  readonly value: unknown;
  /** Numbers of the attempts that were made. */
  readonly attempts: readonly number[];
  /** Milliseconds that were waited for the service. */
  readonly sleeps: readonly number[];
}

interface Patience {
  readonly retries?: number;
  readonly patienceMs?: number;
  /** What every further attempt is. */
  readonly otherwise?: Attempt<unknown>;
}

/** Retries over a script of attempts, with pauses that are noted and take no time. */
async function play(script: readonly Attempt<unknown>[], patience: Patience = {}): Promise<Played> {
  const [attempts, sleeps]: [number[], number[]] = [[], []];
  const pause = async (ms: number): Promise<void> => {
    sleeps.push(ms);
  };
  const value = await withRetries({ ...policy(), ...patience, pause }, async (number) => {
    attempts.push(number);
    const attempt = script[number - 1] ?? patience.otherwise;
    if (attempt === undefined || number > 100) throw new Error(`the scene has no attempt ${number}`);
    return attempt;
  });
  return { value, attempts, sleeps };
}

function policy() {
  return { retries: 2, patienceMs: 15 * MINUTE, longestResetMs: 6 * 60 * MINUTE, pause: async () => undefined };
}

function done<T>(value: T): Attempt<T> {
  return { type: 'done', value };
}

function failed<T>(value: T): Attempt<T> {
  return { type: 'failed', value };
}

function throttled<T>(value: T, retryAfterMs: number | null = null): Attempt<T> {
  return { type: 'throttled', value, retryAfterMs };
}
