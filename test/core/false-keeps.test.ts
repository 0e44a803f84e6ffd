import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { falseKeeps, type Pools, type Replays } from '../../src/core/false-keeps.ts';
import { race } from '../../src/core/referee/race.ts';
import { beginReferee } from '../../src/core/referee/referee.ts';
import { strict } from '../../src/core/referee/strict.ts';
import { randomFrom } from '../../src/core/stats/random.ts';

/** Trials by eval, as how many of four expectations passed. */
function poolsOf(passed: Readonly<Record<string, readonly number[]>>): Pools {
  return new Map(
    Object.entries(passed).map(([id, all]) => [id, all.map((one) => ({ outcome: 'graded', passed: one, total: 4 }))]),
  );
}

function replays(pools: Pools, more: Partial<Replays> = {}): Replays {
  return { start: beginReferee(strict), pools, runs: new Map(), count: 40, random: randomFrom(1), ...more };
}

const trials = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 2, maxLength: 6 });

describe('candidates that are no other than the incumbent', () => {
  it('are never kept where trials never differ', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 2, max: 5 }), (passed, length) => {
        const pools = poolsOf({ a: Array.from({ length }, () => passed), b: [4, 4] });
        expect(falseKeeps(replays(pools, { count: 5 }))).toBe(0);
      }),
    );
  });

  it('are kept at most as often as they are tried, whatever the trials gave', () => {
    const settings = { seed: 1, confidence: 'explore' as const, proposals: 1 };
    fc.assert(
      fc.property(trials, trials, fc.integer({ min: 1, max: 4 }), (a, b, runs) => {
        const evals = ['a', 'b'].map((id) => ({ id, expectations: 4, weight: 1 }));
        const given = { count: 3, runs: new Map([['a', runs]]) };
        for (const start of [beginReferee(strict), beginReferee(race({ ...settings, evals }))]) {
          const kept = falseKeeps(replays(poolsOf({ a, b }), { ...given, start }));
          expect(kept).toBeGreaterThanOrEqual(0);
          expect(kept).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('have no trial that the incumbent has: of two trials one is kept in every second replay', () => {
    // Drawn independently, the two sides would be the same in half of the replays, and a quarter would be kept.
    const kept = falseKeeps(replays(poolsOf({ a: [0, 4] }), { count: 400 }));
    expect(Math.abs(kept / 400 - 0.5)).toBeLessThan(0.08);
  });

  it('leave a trial to the candidate however many a pass of the incumbent asks for', () => {
    const kept = falseKeeps(replays(poolsOf({ a: [0, 4, 4] }), { count: 300, runs: new Map([['a', 9]]) }));
    // One trial is the incumbent's, two are the candidate's: kept where the 0 is the incumbent's.
    expect(Math.abs(kept / 300 - 1 / 3)).toBeLessThan(0.09);
  });
});

it('an eval without a trial is a mistake of who asks, and is named', () => {
  expect(() => falseKeeps(replays(new Map([['a', []]])))).toThrow('a replay has no trial of the eval a');
});
