import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../src/core/stats/random.ts';
import { varianceComponents } from '../../src/core/variance-components.ts';

describe('the variance of scores', () => {
  it('is the agent’s alone where the judge never wavers', () => {
    expect(
      varianceComponents([
        [
          [0, 0],
          [1, 1],
        ],
      ]),
    ).toEqual({ judge: 0, agent: 0.5 });
  });

  it('is the judge’s alone where the trials are alike, and never below 0', () => {
    expect(
      varianceComponents([
        [
          [0, 1],
          [1, 0],
        ],
      ]),
    ).toEqual({ judge: 0.5, agent: 0 });
  });

  it('of the agent is without what the judge adds to it', () => {
    const trials = [
      [0, 1],
      [1, 1],
    ];
    expect(varianceComponents([trials])).toEqual({ judge: 0.25, agent: 0 });
  });

  it('counts differences between evals for neither', () => {
    expect(
      varianceComponents([
        [
          [0, 0],
          [0, 0],
        ],
        [
          [1, 1],
          [1, 1],
        ],
      ]),
    ).toEqual({ judge: 0, agent: 0 });
  });

  it('of the agent is not known where no eval has two trials', () => {
    expect(varianceComponents([[[0, 1, 1]], [[1, 1, 1]]])).toEqual({ judge: expect.closeTo(1 / 6, 12), agent: null });
  });

  it('cannot be told from single or unequal numbers of gradings', () => {
    expect(() => varianceComponents([[[1]]])).toThrow(RangeError);
    expect(() => varianceComponents([[[1, 0], [1]]])).toThrow(RangeError);
    expect(() => varianceComponents([])).toThrow(RangeError);
  });

  it('comes out on average as it was put in', () => {
    const random = randomFrom(7);
    // Uniform on ± a half has a variance of 1/12.
    const noise = (variance: number) => Math.sqrt(12 * variance) * (random() - 0.5);
    const worlds = Array.from({ length: 400 }, () =>
      varianceComponents(
        [0.2, 0.5, 0.8].map((level) =>
          [0, 1, 2, 3].map(() => {
            const trial = level + noise(0.04);
            return [0, 1, 2].map(() => trial + noise(0.01));
          }),
        ),
      ),
    );
    const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
    expect(mean(worlds.map(({ judge }) => judge))).toBeCloseTo(0.01, 3);
    expect(mean(worlds.map(({ agent }) => agent ?? 0))).toBeCloseTo(0.04, 2);
  });
});
