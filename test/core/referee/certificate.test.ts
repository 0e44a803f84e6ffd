import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificate, type PairedPass } from '../../../src/core/referee/certificate.ts';

const SETTINGS = { alpha: 0.05, affordable: 10 };
const pass = (...differences: readonly number[]): PairedPass => new Map(differences.map((d, id) => [String(id), d]));
const anyPass = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });
const anyPasses = fc.array(anyPass, { minLength: 1, maxLength: 6 });

describe('the certificate', () => {
  it('multiplies the wealth of a worked example', () => {
    const { bets, wealth } = certificate([pass(0.5, 0, 0.5, -0.25), pass(0.5, 0.5, 0, 0)], SETTINGS);
    // 1.15 · 1.15 · 0.925; then λ = 0.1875 / (0.140625 + 0.02), clipped to 0.9
    expect(bets[0]?.lambda).toBe(0.3);
    expect(Math.exp(bets[0]?.logWealth ?? 0)).toBeCloseTo(1.2233125, 10);
    expect(bets[1]?.lambda).toBe(0.9);
    expect(wealth).toBeCloseTo(1.2233125 * 1.45 * 1.45, 10);
  });

  it('stakes mean / (mean square + 0.02) of the earlier passes', () => {
    const { bets } = certificate([pass(0.5, -0.25), pass(0, 0), pass(1, 1)], SETTINGS);
    expect(bets[1]?.lambda).toBeCloseTo(0.125 / (0.15625 + 0.02), 12);
    expect(bets[2]?.lambda).toBeCloseTo(0.0625 / (0.078125 + 0.02), 12);
  });

  it('stakes nothing after losses, so that wealth lost in one pass is not thrown after', () => {
    const { bets } = certificate([pass(-0.5, -0.5), pass(-1, -1)], SETTINGS);
    expect(bets[1]).toEqual({ lambda: 0, logWealth: bets[0]?.logWealth });
  });

  it('goes on until the wealth is 1/α or the budget is spent', () => {
    const win = pass(0.5, 0.5, 0.5, 0.5);
    expect(certificate([], SETTINGS)).toEqual({ bets: [], verdict: 'go on', wealth: 1, gain: null });
    expect(certificate([win], SETTINGS).verdict).toBe('go on');
    expect(certificate([win], { alpha: 0.05, affordable: 1 }).verdict).toBe('not shown');
    expect(certificate([win, win, win], { alpha: 0.05, affordable: 3 }).verdict).toBe('improved');
  });

  it('stays a claim once made, whatever later passes lose', () => {
    const [win, loss] = [pass(1, 1, 1, 1, 1, 1, 1, 1), pass(-1, -1, -1, -1, -1, -1, -1, -1)];
    const { verdict, bets } = certificate([win, win, loss], SETTINGS);
    expect(verdict).toBe('improved');
    expect(bets[2]?.logWealth).toBeLessThan(Math.log(20));
  });

  it('fixes each stake before its pass', () => {
    fc.assert(
      fc.property(anyPasses, anyPass, anyPass, (earlier, one, other) => {
        const lambdaOf = (last: readonly number[]) =>
          certificate(
            [...earlier, last].map((ds) => pass(...ds)),
            SETTINGS,
          ).bets.at(-1)?.lambda;
        expect(lambdaOf(one)).toBe(lambdaOf(other));
        expect(lambdaOf(one)).toBeGreaterThanOrEqual(0);
        expect(lambdaOf(one)).toBeLessThanOrEqual(0.9);
      }),
      { seed: 4 },
    );
  });

  it('expects no growth where best equals v0: a fair bet returns the wealth before it', () => {
    fc.assert(
      fc.property(anyPasses, anyPass, (earlier, last) => {
        const before = earlier.map((ds) => pass(...ds));
        // Every pattern of signs is equally likely where best and v0 are the same.
        const patterns = Array.from({ length: 2 ** last.length }, (_, bits) =>
          last.map((d, index) => ((bits >> index) & 1 ? d : -d)),
        );
        const wealthAfter = (ds: readonly number[]) =>
          Math.exp(certificate([...before, pass(...ds)], SETTINGS).bets.at(-1)?.logWealth ?? 0);
        const expected = patterns.reduce((sum, ds) => sum + wealthAfter(ds), 0) / patterns.length;
        const wealth = Math.exp(certificate(before, SETTINGS).bets.at(-1)?.logWealth ?? 0);
        expect(expected / wealth).toBeCloseTo(1, 8);
      }),
      { seed: 4, numRuns: 40 },
    );
  });

  it('counts wealth beyond the largest number', () => {
    const sure = new Map(Array.from({ length: 2000 }, (_, id) => [String(id), 1]));
    const { wealth, bets, verdict } = certificate([sure, sure], SETTINGS);
    expect(wealth).toBe(Number.MAX_VALUE);
    expect(bets.at(-1)?.logWealth).toBeGreaterThan(1000);
    expect(verdict).toBe('improved');
  });

  it('estimates the gain over evals, each averaged over its passes first', () => {
    const { gain } = certificate(
      [
        new Map([
          ['a', 0.5],
          ['b', 0.1],
        ]),
        new Map([['a', 0.3]]),
      ],
      SETTINGS,
    );
    expect(gain).toMatchObject({ mean: 0.25, pairs: 2 });
  });

  it.each([1.01, -1.5, Number.NaN])('refuses the difference %d', (d) => {
    expect(() => certificate([pass(0, d)], SETTINGS)).toThrow(/difference of eval 1 is/);
  });

  it.each([0, 1, -0.1, Number.NaN])('refuses an α of %d', (alpha) => {
    expect(() => certificate([], { alpha, affordable: 1 })).toThrow(/alpha is/);
  });
});
