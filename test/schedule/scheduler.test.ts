import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScheduler } from '../../src/schedule/scheduler.ts';

describe('the scheduler', () => {
  it('has all its slots free at first, and again when the work is done', async () => {
    const scheduler = createScheduler(3);
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
    const scheduler = createScheduler(2);
    for (const _ of [1, 2, 3, 4]) void scheduler.run(() => held().promise);
    expect(scheduler.free()).toBe(0);
  });

  it('begins waiting work in the order in which it came', async () => {
    const scheduler = createScheduler(1);
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
          const scheduler = createScheduler(slots);
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
    const scheduler = createScheduler(1);
    const first = scheduler.run<string>(broken);
    const second = scheduler.run(async () => 'done');
    await expect(first).rejects.toThrow('a bug');
    expect(await second).toBe('done');
    await turn();
    expect(scheduler.free()).toBe(1);
  });
});

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
