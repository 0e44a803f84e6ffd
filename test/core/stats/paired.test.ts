import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedMean, tQuantile95 } from '../../../src/core/stats/paired.ts';

const difference = fc.double({ min: -1, max: 1, noNaN: true });

describe('the t quantile', () => {
  it.each([
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [4, 2.77645],
    [5, 2.57058],
    [10, 2.22814],
    [11, 2.20099],
    [29, 2.04523],
    [120, 1.97993],
    [1000, 1.96234],
  ])('of %i degrees is the printed one', (degrees, printed) => {
    expect(tQuantile95(degrees)).toBeCloseTo(printed, 4);
  });

  it('falls towards that of the normal distribution', () => {
    for (let degrees = 1; degrees < 200; degrees += 1) {
      expect(tQuantile95(degrees)).toBeGreaterThan(tQuantile95(degrees + 1));
    }
    expect(tQuantile95(100_000)).toBeCloseTo(1.959964, 4);
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d degrees there is none', (degrees) => {
    expect(() => tQuantile95(degrees)).toThrow(RangeError);
  });
});

describe('the paired mean', () => {
  it('has the interval of a worked example: mean 0.2, deviation 0.1, four pairs', () => {
    const { mean, pairs, interval } = pairedMean([0.1, 0.1, 0.3, 0.3]);
    expect(pairs).toBe(4);
    expect(mean).toBeCloseTo(0.2, 12);
    // 3.18245 · √(0.04/3) / √4
    expect(interval?.low).toBeCloseTo(0.2 - 0.183739, 5);
    expect(interval?.high).toBeCloseTo(0.2 + 0.183739, 5);
  });

  it('of one pair has no interval, and of none is refused', () => {
    expect(pairedMean([0.25])).toEqual({ mean: 0.25, pairs: 1, interval: null });
    expect(() => pairedMean([])).toThrow(RangeError);
  });

  it('does not care for the order, and turns around with the sign', () => {
    fc.assert(
      fc.property(fc.array(difference, { minLength: 2, maxLength: 40 }), (ds) => {
        const [one, other] = [pairedMean(ds), pairedMean(ds.map((d) => -d).reverse())];
        expect(other.mean).toBeCloseTo(-one.mean, 10);
        expect(other.interval?.low).toBeCloseTo(-(one.interval?.high ?? Number.NaN), 10);
        expect(one.interval?.low).toBeLessThanOrEqual(one.mean);
      }),
      { seed: 4 },
    );
  });
});
