import { describe, expect, it } from 'vitest';
import { certificate, type PairedPass } from '../../../src/core/referee/certificate.ts';
import { expectedPairSd, type Reach, smallestShown } from '../../../src/core/referee/certificate-reach.ts';

const BASE: Reach = { evals: 12, passes: 6, sd: 0.25, alpha: 0.05 };

/** Numbers in 0–1 that look random and are the same every time (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The share of simulated certificates that show a true gain. */
function power(gain: number, { evals, passes, sd, alpha }: Reach): number {
  const random = numbers(7);
  const runs = 400;
  let shown = 0;
  for (let run = 0; run < runs; run += 1) {
    const done: PairedPass[] = [];
    const verdict = () => certificate(done, { alpha, affordable: passes }).verdict;
    while (verdict() === 'go on') done.push(onePass(evals, () => clamp(gain + sd * normal(random))));
    if (verdict() === 'improved') shown += 1;
  }
  return shown / runs;
}

function onePass(evals: number, difference: () => number): PairedPass {
  return new Map(Array.from({ length: evals }, (_, index) => [`e${index}`, difference()]));
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

function clamp(value: number): number {
  return Math.min(1, Math.max(-1, value));
}

describe('the smallest gain that is mostly shown', () => {
  it.each([
    BASE,
    { ...BASE, evals: 6 },
    { ...BASE, passes: 3 },
    { ...BASE, sd: 0.4 },
    { ...BASE, evals: 30, sd: 0.15 },
    { ...BASE, alpha: 0.2 },
  ])('is shown in about 4 of 5 simulated certificates: %j', (reach) => {
    const gain = smallestShown(reach);
    expect(gain).not.toBeNull();
    expect(power(gain ?? 0, reach)).toBeGreaterThan(0.68);
    expect(power(gain ?? 0, reach)).toBeLessThan(0.93);
  });

  it('is smaller with more evals, more passes, less noise and more accepted risk', () => {
    const base = smallestShown(BASE) ?? Number.NaN;
    for (const better of [{ evals: 24 }, { passes: 12 }, { sd: 0.15 }, { alpha: 0.2 }]) {
      expect(smallestShown({ ...BASE, ...better })).toBeLessThan(base);
    }
  });

  it('does not exist where so little is run that nothing could be shown', () => {
    expect(smallestShown({ ...BASE, evals: 6, passes: 1 })).toBeNull();
  });
});

it('the expected noise of a pair falls with the number of expectations, down to a floor, and never vanishes', () => {
  const evals = (count: number) => [{ expectations: Array.from({ length: count }, () => STATED) }];
  const [one, four, many] = [1, 4, 100].map((count) => expectedPairSd(evals(count), [0.5, 0.5]));
  expect(one).toBeCloseTo(Math.sqrt(0.51), 12);
  expect(four).toBeCloseTo(Math.sqrt(0.25 * 0.5 + 0.01), 12);
  expect(many).toBeCloseTo(Math.sqrt(0.15 * 0.5 + 0.01), 12);
  expect(expectedPairSd(evals(4), [1, 0])).toBeCloseTo(Math.sqrt(0.25 * 2 * 0.08 * 0.92 + 0.01), 12);
});

const STATED = { number: 1, text: '', check: null };
