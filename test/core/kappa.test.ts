import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kappaOf, type VerdictPair } from '../../src/core/kappa.ts';

const many = (count: number, pair: VerdictPair) => Array.from({ length: count }, () => pair);

describe('kappa', () => {
  it('is 0.4 in the textbook table of 20, 5, 10 and 15', () => {
    const pairs = [
      ...many(20, [true, true]),
      ...many(5, [true, false]),
      ...many(10, [false, true]),
      ...many(15, [false, false]),
    ];
    expect(kappaOf(pairs)).toBeCloseTo(0.4, 12);
  });

  it('is not defined of nothing, and where both always say the same thing', () => {
    expect(kappaOf([])).toBeNull();
    expect(kappaOf(many(5, [true, true]))).toBeNull();
    expect(kappaOf(many(5, [true, false]))).toBe(0);
  });

  it('is at most 1, is 1 exactly without a difference, and does not care who came first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 30 }), (pairs) => {
        const kappa = kappaOf(pairs);
        const swapped = kappaOf(pairs.map(([before, after]) => [after, before]));
        expect(swapped === null).toBe(kappa === null);
        if (kappa === null || swapped === null) return;
        expect(kappa).toBeLessThanOrEqual(1 + 1e-12);
        expect(swapped).toBeCloseTo(kappa, 12);
        expect(Math.abs(kappa - 1) < 1e-12).toBe(pairs.every(([before, after]) => before === after));
      }),
    );
  });
});
