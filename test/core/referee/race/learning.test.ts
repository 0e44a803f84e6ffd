import { describe, expect, it } from 'vitest';
import type { ArmPlan, Verdict } from '../../../../src/core/referee/port.ts';
import { CONFIDENCES, estimateOf, type RaceSettings } from '../../../../src/core/referee/race.ts';
import { climbing, gives, graded, measure, planOf, standingOf, suiteOf } from '../race-scene.ts';

describe('the noise', () => {
  const suite = suiteOf(8);
  const half = climbing(suite, gives({}));
  const [first, second] = planOf(suite, half, {}).blocks.flat();
  /** Hardly better in its first pass, worse at the first look of the second one. */
  const fading = measure(suite, half, {
    gives({ evalId, trial }) {
      if (evalId === first?.evalId) return graded(trial === 1 ? 0.75 : 0.25);
      return graded(evalId === second?.evalId && trial === 2 ? 0 : 0.5);
    },
  });

  it('is what was expected before any eval was repeated, and stays so after one pass', () => {
    const { verdict, after } = measure(suite, half, { gives: gives({}, 0.25) });
    expect(verdict.numbers).toMatchObject({ noise_factor: 1 });
    expect(standingOf(suite, after).noise).toEqual({ squares: 0, freedom: 0 });
  });

  it('is learned from repeated trials after the verdict, which still used the old one', () => {
    expect(fading.verdict.reason).toMatch(/^drop: P\(better\) 0\.4\d < 0\.50 after 1 pass and 2 of 8 evals$/);
    expect(fading.verdict.numbers.noise_factor).toBe(1);
    // Scores half a unit apart have squares of 0.125 around their mean; the variance expected at a half is 0.25 · 0.25.
    expect(standingOf(suite, fading.after).noise).toEqual({ squares: 4, freedom: 2 });
    const next = measure(suite, fading.after, { iteration: 2, gives: gives({}, 0) });
    expect(next.verdict.numbers.noise_factor).toBe((30 + 4) / (30 + 2));
  });

  it('that was learned counts in what is learned of the incumbent at once', () => {
    const { beliefs } = standingOf(suite, fading.after);
    const variance = (34 / 32) * 0.0625;
    const lent = variance / (variance / 2 + 0.01);
    const place = suite.evals.findIndex(({ id }) => id === second?.evalId);
    expect(beliefs?.[place]?.worth).toBeCloseTo(1.5 + lent, 12);
    expect(beliefs?.[place]?.mean).toBeCloseTo((0.75 + lent * (0.25 - delta(fading.verdict))) / (1.5 + lent), 12);
  });

  it('never vanishes, however often there is none to see', () => {
    let referee = half;
    for (let iteration = 1; iteration <= 30; iteration += 1) {
      referee = measure(suite, referee, { iteration, gives: ({ evalId }) => graded(evalId < 'c' ? 0.75 : 0.5) }).after;
      const { squares, freedom } = standingOf(suite, referee).noise;
      expect([squares, freedom]).toEqual([expect.closeTo(0, 12), expect.any(Number)]);
    }
  });
});

describe('a drop', () => {
  it('finds out luck: an incumbent that was overestimated falls towards what it is', () => {
    const suite = suiteOf(6);
    const best = [1];
    let referee = climbing(suite, () => graded(1));
    for (let iteration = 1; iteration <= 6; iteration += 1) {
      referee = measure(suite, referee, { iteration, gives: () => graded(0.5) }).after;
      best.push(referee.best()?.value ?? Number.NaN);
    }
    for (const [index, value] of best.entries()) if (index > 0) expect(value).toBeLessThan(best[index - 1] ?? 0);
    expect(best.at(-1)).toBeLessThan(0.9);
  });
});

describe('weights', () => {
  const evals = suiteOf(6).evals.map((one) => ({ ...one, weight: one.id === 'a' ? 3 : 1 }));
  const suite = { ...suiteOf(6), evals };

  it('scaled to a mean of 1 multiply the weight of an eval at a look, and its share of the estimate', () => {
    const half = climbing(suite, gives({}));
    const { verdict, after } = measure(suite, half, { gives: gives({ a: 1 }, 0.75) });
    const [heavy, light, precision] = [18 / 8, 6 / 8, 1 / (0.0625 + 0.0625 / 1.5 + 0.01)];
    const moved = precision * (heavy * 0.5 + 5 * light * 0.25);
    expect(verdict.numbers.delta).toBeCloseTo(moved / (625 + precision * (heavy + 5 * light)), 12);
    const estimate = estimateOf(suite, standingOf(suite, half));
    expect(estimate?.sd).toBeCloseTo(Math.sqrt((0.0625 / 1.5) * (heavy ** 2 + 5 * light ** 2)) / 6, 12);
    const means = standingOf(suite, after).beliefs?.map(({ mean }) => mean) ?? [];
    const sum = means.reduce((total, mean, place) => total + (place === 0 ? heavy : light) * mean, 0);
    expect(after.best()?.value).toBeCloseTo(sum / 6, 12);
    expect(verdict.reason).toMatch(/\(raw \+34\.4\)$/);
  });

  it('leave the score as it is in the gradings', () => {
    const half = climbing(suite, gives({}));
    const { verdict } = measure(suite, half, { gives: gives({ a: 1 }, 0.75) });
    expect(verdict).toMatchObject({ score: { num: 19n, den: 24n } });
  });
});

describe('the bar', () => {
  it.each([
    ['explore', 0.5, 0.5],
    ['balanced', 0.6, 0.5],
    ['cautious', 0.7, 0.6],
  ] as const)('of %s on suites of any size, and of an edit that shrinks the skill', (confidence, ...bars) => {
    for (const suite of [suiteOf(6), suiteOf(4), { ...suiteOf(3), evals: binary(3) }]) {
      const settings = { ...suite, confidence };
      expect([barOf(settings, false), barOf(settings, true)]).toEqual(bars);
    }
  });

  it('is a choice of three', () => {
    expect(CONFIDENCES).toEqual(['explore', 'balanced', 'cautious']);
  });
});

describe('the order', () => {
  const evalsOf = (plan: ArmPlan): string => [...new Set(plan.blocks.flat().map(({ evalId }) => evalId))].join('');

  it('puts evals that never gave way behind those that can be helped', () => {
    const suite = suiteOf(4);
    let referee = climbing(suite, gives({ a: 0, b: 0.5, c: 1, d: 0.75 }));
    expect(evalsOf(planOf(suite, referee, {}))).toBe('abdc');
    for (let iteration = 1; iteration <= 3; iteration += 1) {
      referee = measure(suite, referee, { iteration, gives: gives({ a: 0, b: 0.25, c: 1, d: 0.5 }) }).after;
    }
    expect(evalsOf(planOf(suite, referee, {}))).not.toMatch(/^a/);
  });

  it('of evals that are worth the same is drawn by the seed, whatever order they stand in', () => {
    const [suite, other] = [suiteOf(9), { ...suiteOf(9), seed: 8 }];
    const reversed = { ...suite, evals: suite.evals.toReversed() };
    const drawn = [suite, other, reversed].map((one) => evalsOf(planOf(one, climbing(one, gives({})), {})));
    expect(drawn[0]).not.toBe('abcdefghi');
    expect(drawn[1]).not.toBe(drawn[0]);
    expect(drawn[2]).toBe(drawn[0]);
    expect([...(drawn[1] ?? '')].sort().join('')).toBe('abcdefghi');
  });

  it('leaves evals out that are not asked for, and is a bug with one that is unknown', () => {
    const referee = climbing(suiteOf(4), gives({}));
    const blocks = referee.plan({ purpose: 'candidate', evalIds: ['a', 'c'] });
    expect(new Set(blocks.flat().map(({ evalId }) => evalId))).toEqual(new Set(['a', 'c']));
    expect(() => referee.plan({ purpose: 'candidate', evalIds: ['a', 'z'] })).toThrow(
      'rule race was asked for an eval that it does not know',
    );
  });
});

function binary(count: number): RaceSettings['evals'] {
  return suiteOf(count).evals.map((one) => ({ ...one, expectations: 1 }));
}

function barOf(settings: RaceSettings, shrinks: boolean): unknown {
  return measure(settings, climbing(settings, gives({})), { shrinks, gives: gives({}, 0) }).verdict.numbers.keep;
}

function delta({ numbers }: Verdict): number {
  return Number(numbers.delta);
}
