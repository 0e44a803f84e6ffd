import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScheduler, type Scheduler } from '../../src/schedule/scheduler.ts';

describe('the scheduler', () => {
  it('has all its slots free at first, and again when the work is done', async () => {
    const scheduler = schedulerOf(3);
    expect(scheduler.free()).toBe(3);
    const [first, second] = [held(), held()];
    const works = [scheduler.run(() => first.promise), scheduler.run(() => second.promise)];
    expect(scheduler.free()).toBe(1);
    first.release('one');
    await works[0];
    await turn();
    expect(scheduler.free()).toBe(2);
    second.release('two');
    expect(await Promise.all(works)).toEqual(['one', 'two']);
    await turn();
    expect(scheduler.free()).toBe(3);
  });

  it('counts work that waits, and never has less than no slot', () => {
    const scheduler = schedulerOf(2);
    for (const _ of [1, 2, 3, 4]) void scheduler.run(() => held().promise);
    expect(scheduler.free()).toBe(0);
  });

  it('begins waiting work in the order in which it came', async () => {
    const scheduler = schedulerOf(1);
    const begun: number[] = [];
    const works = [1, 2, 3, 4].map((number) => scheduler.run(async () => begun.push(number)));
    await Promise.all(works);
    expect(begun).toEqual([1, 2, 3, 4]);
  });

  it('never has more at work than it has slots, and in the end has done everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 20 }),
        async (slots, turns) => {
          const scheduler = schedulerOf(slots);
          let [atWork, most] = [0, 0];
          const work = async (count: number): Promise<number> => {
            atWork += 1;
            most = Math.max(most, atWork);
            for (let left = count; left > 0; left -= 1) await turn();
            atWork -= 1;
            return count;
          };
          expect(await Promise.all(turns.map((count) => scheduler.run(() => work(count))))).toEqual(turns);
          expect(most).toBe(Math.min(slots, turns.length));
        },
      ),
      { seed: 14, numRuns: 30 },
    );
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('a bug'))],
    [
      'throws',
      () => {
        throw new Error('a bug');
      },
    ],
  ])('gives the slot of work that %s to the next', async (_what, broken) => {
    const scheduler = schedulerOf(1);
    const first = scheduler.run<string>(broken);
    const second = scheduler.run(async () => 'done');
    await expect(first).rejects.toThrow('a bug');
    expect(await second).toBe('done');
    await turn();
    expect(scheduler.free()).toBe(1);
  });
});

describe('the pace of calls', () => {
  it('is halved when a service asks for less, and raised by one after as many successes as calls are allowed', async () => {
    const { scheduler, atWork, most } = watched(8);
    await together(scheduler, 8, { atWork, throttled: () => true });
    expect([most(), scheduler.free()]).toEqual([8, 4]);
    await together(scheduler, 4, { atWork });
    expect([most(), scheduler.free()]).toEqual([4, 5]);
    await together(scheduler, 5, { atWork });
    expect([most(), scheduler.free()]).toEqual([5, 6]);
    await together(scheduler, 6 + 7 + 100, { atWork });
    expect([most(), scheduler.free()]).toEqual([8, 8]);
  });

  it('never falls below one call at a time', async () => {
    const { scheduler, atWork, most } = watched(3);
    for (const _ of [1, 2, 3]) await together(scheduler, 3, { atWork, throttled: () => true });
    most();
    await together(scheduler, 1, { atWork });
    expect(most()).toBe(1);
  });

  it('is given to the next when a call breaks', async () => {
    const { scheduler } = watched(1);
    const broken = scheduler.call({
      ...WAITER,
      turnedAway: () => null,
      work: () => Promise.reject(new Error('a bug')),
    });
    const next = scheduler.call({ ...WAITER, turnedAway: () => null, work: async () => 'done' });
    await expect(broken).rejects.toThrow('a bug');
    expect(await next).toBe('done');
  });
});

describe('a reset time that a service names', () => {
  it('holds every call until then, and is told once a minute', async () => {
    const { scheduler, clock, told } = watched(2);
    const call = (away: number | null) =>
      scheduler.call({
        ...WAITER,
        turnedAway: (retryAfterMs) => (retryAfterMs === null ? null : { retryAfterMs }),
        work: async () => away,
      });
    await call(150_000);
    const times = await Promise.all([1, 2, 3].map(() => call(null).then(clock.now)));
    expect(times).toEqual([150_000, 150_000, 150_000]);
    expect(told).toEqual(['claude 150000', 'claude 90000', 'claude 30000']);
  });

  it('is not waited for once there is nothing left to wait for', async () => {
    const { scheduler, clock } = watched(1);
    const hopeless = () => clock.now() >= 30_000;
    await scheduler.pause(150_000, { agent: 'claude', hopeless });
    expect(clock.now()).toBe(30_000);
  });

  it('is not waited for once the calls are ended', async () => {
    const abort = new AbortController();
    const { scheduler, clock } = watched(1, abort);
    const hopeless = () => {
      if (clock.now() >= 5_000) abort.abort();
      return false;
    };
    await scheduler.pause(150_000, { agent: 'claude', hopeless });
    expect(clock.now()).toBe(6_000);
  });
});

const WAITER = { agent: 'claude', hopeless: () => false };

/** A scheduler with a clock that stands still but for waits, and what it was told and had at work. */
function watched(concurrency: number, abort = new AbortController()) {
  let [now, count, largest] = [0, 0, 0];
  const told: string[] = [];
  const clock = {
    now: () => now,
    elapsed: () => now,
    // Waits side by side end at the same time.
    async sleep(ms: number) {
      const end = now + ms;
      await turn();
      now = Math.max(now, end);
    },
  };
  const onWait = async (agent: string, left: number): Promise<void> => {
    told.push(`${agent} ${left}`);
  };
  return {
    scheduler: createScheduler(concurrency, { clock, signal: abort.signal, onWait }),
    clock,
    told,
    async atWork() {
      count += 1;
      largest = Math.max(largest, count);
      await turn();
      count -= 1;
    },
    /** Calls that were at work side by side since it was asked last. */
    most() {
      const seen = largest;
      largest = 0;
      return seen;
    },
  };
}

async function together(
  scheduler: Scheduler,
  calls: number,
  { atWork, throttled = () => false }: { atWork(): Promise<void>; throttled?: () => boolean },
): Promise<void> {
  const turnedAway = () => (throttled() ? { retryAfterMs: null } : null);
  await Promise.all(Array.from({ length: calls }, () => scheduler.call({ ...WAITER, turnedAway, work: atWork })));
}

function schedulerOf(concurrency: number): Scheduler {
  return watched(concurrency).scheduler;
}

/** A promise that is resolved from outside. */
function held(): { readonly promise: Promise<string>; release(value: string): void } {
  let release: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => {
    release = resolve;
  });
  return { promise, release: (value) => release(value) };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
