import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalCdf } from '../../../src/core/stats/normal.ts';

describe('the normal distribution', () => {
  // Abramowitz & Stegun, table 26.1; the tails and quantiles from the R function pnorm.
  it.each([
    [0, 0.5],
    [0.2533471031357998, 0.6],
    [0.5244005127080407, 0.7],
    [1, 0.8413447460685429],
    [1.959963984540054, 0.975],
    [-1.644853626951473, 0.05],
    [-3, 0.0013498980316300933],
    [5, 0.9999997133484281],
    [-7.9, 1.394517e-15],
  ])('has the probability of %d', (z, probability) => {
    expect(Math.abs(normalCdf(z) - probability)).toBeLessThan(2e-15);
  });

  it('is certain beyond eight standard deviations, and never more than that', () => {
    expect([normalCdf(-8.1), normalCdf(8.1), normalCdf(-1e300), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([
      0, 1, 0, 1,
    ]);
  });

  it('is symmetrical and never falls', () => {
    const z = fc.double({ min: -9, max: 9, noNaN: true });
    fc.assert(
      fc.property(z, z, (a, b) => {
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 13);
        expect(normalCdf(Math.max(a, b)) - normalCdf(Math.min(a, b))).toBeGreaterThanOrEqual(-1e-15);
      }),
      { seed: 11 },
    );
  });
});
