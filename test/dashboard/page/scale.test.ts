import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale } from '../../../src/dashboard/page/scale.ts';

const scores = { range: [200, 0], bounds: [0, 1], ticks: 5 } as const;

describe('a scale', () => {
  it('begins and ends at round values around what it holds', () => {
    const scale = linearScale({ ...scores, values: [0.43, 0.78] });
    expect(scale.ticks.map((tick) => tick.toFixed(1))).toEqual(['0.4', '0.5', '0.6', '0.7', '0.8']);
    expect(scale(scale.ticks[0] ?? 0)).toBe(200);
    expect(scale(scale.ticks.at(-1) ?? 0)).toBe(0);
  });

  it('has room even for one value, and keeps to its bounds', () => {
    expect(linearScale({ ...scores, values: [1, 1] })(1)).toBeGreaterThanOrEqual(0);
    expect(linearScale({ ...scores, values: [0.98, 1] }).ticks.at(-1)).toBeCloseTo(1);
  });

  it('puts every value into its range, with few ticks', () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (some) => {
        const scale = linearScale({ ...scores, values: some });
        for (const value of some) {
          expect(scale(value)).toBeGreaterThanOrEqual(-1e-6);
          expect(scale(value)).toBeLessThanOrEqual(200 + 1e-6);
        }
        expect(scale.ticks.length).toBeLessThanOrEqual(8);
      }),
    );
  });
});
