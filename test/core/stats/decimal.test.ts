import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortestDecimal } from '../../../src/core/stats/decimal.ts';

describe('the shortest decimal of a number', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.5, '0.5'],
    [0.6913740883778846, '0.6914'],
    [0.30000000000000004, '0.3'],
    [0.99996, '1'],
    [0.00004, '0'],
    [0.0001, '0.0001'],
  ])('%d is %s', (value, text) => {
    expect(shortestDecimal(value)).toBe(text);
  });

  it('has at most four places, and is off by at most half of the last', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
        expect(shortestDecimal(value)).toMatch(/^(0|1|0\.\d{0,3}[1-9])$/);
        expect(Math.abs(Number(shortestDecimal(value)) - value)).toBeLessThan(0.00005001);
      }),
      { seed: 12 },
    );
  });
});
