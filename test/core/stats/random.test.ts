import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom, shuffled } from '../../../src/core/stats/random.ts';

const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('numbers from a seed', () => {
  it('are the same for the same seed, and others for another', () => {
    const firstOf = (value: number) => Array.from({ length: 3 }, randomFrom(value));
    expect(firstOf(7)).toEqual(firstOf(7));
    expect(firstOf(7)).not.toEqual(firstOf(8));
  });

  it('lie in [0, 1) and are spread evenly', () => {
    fc.assert(
      fc.property(seed, (value) => {
        const numbers = Array.from({ length: 2000 }, randomFrom(value));
        expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
        // 10 bins of 200 each: 5 standard deviations are 67.
        for (let bin = 0; bin < 10; bin += 1) {
          const inBin = numbers.filter((number) => Math.floor(number * 10) === bin).length;
          expect(Math.abs(inBin - 200)).toBeLessThan(80);
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe('shuffled items', () => {
  it('are all there, in each order as often as in any other', () => {
    const random = randomFrom(3);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 6000; draw += 1) {
      const order = shuffled(['a', 'b', 'c'], random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['abc', 'acb', 'bac', 'bca', 'cab', 'cba']);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(shuffled([], random)).toEqual([]);
  });
});
