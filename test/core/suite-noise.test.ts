import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suiteNoise } from '../../src/core/suite-noise.ts';

const FOUR = [0, 2, 4, 3].map((passed) => ({ passed, total: 4 }));

describe('the noise of a suite', () => {
  it('is that of the golden example of rule race', () => {
    // Means .1875 .5208 .8542 .6875, so that s² is a quarter of p(1 − p), and √Σs² / 4 is half the noise of one pass.
    const sum = [0.1875, 0.5208333, 0.8541667, 0.6875].reduce((total, p) => total + (p * (1 - p)) / 4, 0);
    const { one_pass, smallest_gain } = suiteNoise(FOUR, 2);
    expect(one_pass).toBeCloseTo((1.96 * Math.sqrt(sum)) / 4, 5);
    // t of 3 degrees of freedom, of differences with the variance s̄² + τ².
    expect(smallest_gain).toBeCloseTo(3.182446 * Math.sqrt((sum / 4 + 0.01) / 4), 5);
  });

  it('shows no gain with one eval or without a final pass', () => {
    expect(suiteNoise(FOUR.slice(0, 1), 4).smallest_gain).toBeNull();
    expect(suiteNoise(FOUR, 0).smallest_gain).toBeNull();
    expect(() => suiteNoise([], 2)).toThrow(RangeError);
  });

  it('is never nothing, and more passes never show less', () => {
    const score = fc
      .integer({ min: 1, max: 9 })
      .chain((total) => fc.integer({ min: 0, max: total }).map((passed) => ({ passed, total })));
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 2, maxLength: 30 }),
        fc.integer({ min: 1, max: 8 }),
        (scores, passes) => {
          const [some, more] = [suiteNoise(scores, passes), suiteNoise(scores, passes + 1)];
          expect(some.one_pass).toBeGreaterThan(0);
          expect(more.smallest_gain).toBeLessThan(some.smallest_gain ?? 0);
        },
      ),
      { seed: 5 },
    );
  });
});
