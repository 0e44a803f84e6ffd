import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  compare,
  type Fraction,
  formatFraction,
  fraction,
  mean,
  parseFraction,
  toDecimal,
  toNumber,
} from '../../../src/core/stats/fraction.ts';

const whole = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
const denominator = whole.filter((den) => den !== 0n);
const anyFraction = fc.tuple(whole, denominator).map(([num, den]) => fraction(num, den));
const score = fc.nat(1000).chain((total) => fc.nat(total).map((passed) => fraction(passed, Math.max(1, total))));

function property<T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...values: T) => void,
): void {
  fc.assert(fc.property(...arbitraries, holds), { seed: 2 });
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b);
}

const minus = ({ num, den }: Fraction): Fraction => fraction(-num, den);

describe('a fraction', () => {
  it('is in lowest terms with a positive denominator, and still the same number', () => {
    property([whole, denominator], (num, den) => {
      const made = fraction(num, den);
      expect(made.den > 0n).toBe(true);
      expect(gcd(made.num, made.den)).toBe(1n);
      expect(made.num * den).toBe(num * made.den);
    });
  });

  it('is the same value however it was written', () => {
    property([whole, denominator, denominator], (num, den, factor) => {
      expect(fraction(num * factor, den * factor)).toEqual(fraction(num, den));
    });
  });

  it.each([0, 0n])('refuses the denominator %s', (zero) => {
    expect(() => fraction(1, zero)).toThrow(new RangeError('a fraction needs a denominator other than 0'));
  });

  it('is a whole number when no denominator is given, and refuses what is no whole number', () => {
    expect(fraction(3)).toEqual({ num: 3n, den: 1n });
    expect(() => fraction(0.5)).toThrow(RangeError);
    expect(() => fraction(Number.NaN)).toThrow(RangeError);
  });
});

describe('a sum', () => {
  it('is exact: a third three times is 1', () => {
    const third = fraction(1, 3);
    expect(add(add(third, third), third)).toEqual(fraction(1));
    expect(add(fraction(1, 10), fraction(2, 10))).toEqual(fraction(3, 10));
    expect(0.1 + 0.2).not.toBe(0.3);
  });

  it('does not depend on order or grouping, and can be taken back', () => {
    property([anyFraction, anyFraction, anyFraction], (a, b, c) => {
      expect(add(a, b)).toEqual(add(b, a));
      expect(add(add(a, b), c)).toEqual(add(a, add(b, c)));
      expect(add(add(a, b), minus(b))).toEqual(a);
      expect(add(a, fraction(0))).toEqual(a);
    });
  });
});

describe('the order', () => {
  it('agrees with cross multiplication, turns round with its arguments, and ties only equals', () => {
    property([anyFraction, anyFraction], (a, b) => {
      const [left, right] = [a.num * b.den, b.num * a.den];
      expect(compare(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0);
      expect(compare(a, b) + compare(b, a)).toBe(0);
      expect(compare(a, b) === 0).toBe(formatFraction(a) === formatFraction(b));
    });
  });

  it('is transitive and kept by adding the same on both sides', () => {
    property([anyFraction, anyFraction, anyFraction], (a, b, c) => {
      const [low, middle, high] = [a, b, c].sort(compare);
      if (low === undefined || middle === undefined || high === undefined) throw new Error('three were sorted');
      expect(compare(low, high)).toBeLessThanOrEqual(0);
      expect(compare(add(low, c), add(middle, c))).toBe(compare(low, middle));
    });
  });

  it('tells numbers apart that are the same double', () => {
    const big = 10n ** 18n;
    expect(Number(big) / Number(big + 1n)).toBe(1);
    expect(compare(fraction(big, big + 1n), fraction(1))).toBe(-1);
  });
});

describe('the mean', () => {
  it('times the number of items is their sum, whatever their order', () => {
    property([fc.array(anyFraction, { minLength: 1, maxLength: 12 })], (items) => {
      const found = mean(items);
      expect(fraction(found.num * BigInt(items.length), found.den)).toEqual(items.reduce(add));
      expect(mean([...items].reverse())).toEqual(found);
    });
  });

  it('lies between the smallest and the largest item, and a score stays a score', () => {
    property([fc.array(score, { minLength: 1, maxLength: 12 })], (items) => {
      const sorted = [...items].sort(compare);
      const [low = fraction(1), high = fraction(0)] = [sorted[0], sorted.at(-1)];
      expect(compare(low, mean(items))).toBeLessThanOrEqual(0);
      expect(compare(mean(items), high)).toBeLessThanOrEqual(0);
    });
  });

  it('of nothing is refused: it is not 0', () => {
    expect(() => mean([])).toThrow(new RangeError('the mean of nothing is not a number'));
  });
});

describe('a fraction as a double', () => {
  it('is the nearest one', () => {
    const safe = fc.maxSafeInteger();
    property([safe, safe.filter((den) => den !== 0)], (num, den) => {
      expect(toNumber(fraction(num, den))).toBe(num === 0 ? 0 : num / den);
    });
  });

  it('is 1 for everything passed and 0 for nothing', () => {
    property([fc.integer({ min: 1, max: 10_000 })], (total) => {
      expect(toNumber(fraction(total, total))).toBe(1);
      expect(toNumber(fraction(0, total))).toBe(0);
    });
  });
});

describe('a fraction as a decimal', () => {
  it.each([
    [2, 3, '0.6667'],
    [1, 3, '0.3333'],
    [1, 2, '0.5'],
    [33, 50, '0.66'],
    [0, 7, '0'],
    [7, 7, '1'],
    [10, 1, '10'],
    [100, 1, '100'],
    [1, 16, '0.0625'],
    [1, 20_000, '0.0001'],
    [-1, 20_000, '-0.0001'],
    [1, 20_001, '0'],
    [-1, 20_001, '0'],
    [19_999, 20_000, '1'],
    [99_994, 100_000, '0.9999'],
    [-2, 3, '-0.6667'],
    [-5, 2, '-2.5'],
  ])('%i/%i is %s', (num, den, text) => {
    expect(toDecimal(fraction(num, den))).toBe(text);
  });

  it('has as many places as are asked for', () => {
    const eighth = [0, 1, 2, 3, 12].map((places) => toDecimal(fraction(1, 8), places));
    expect(eighth).toEqual(['0', '0.1', '0.13', '0.125', '0.125']);
    expect([fraction(1, 2), fraction(-1, 2), fraction(1, 3)].map((x) => toDecimal(x, 0))).toEqual(['1', '-1', '0']);
  });

  it('is off by at most half of the last place, and away from zero when it is exactly half', () => {
    property([anyFraction, fc.nat(6)], (value, places) => {
      const scale = 10n ** BigInt(places);
      const shown = read(toDecimal(value, places));
      const off = add(shown, minus(value));
      const twice = compare(fraction((off.num < 0n ? -off.num : off.num) * 2n * scale, off.den), fraction(1));
      expect(twice).toBeLessThanOrEqual(0);
      if (twice === 0) expect(off.num > 0n).toBe(value.num > 0n);
    });
  });

  it('is the shortest text: no trailing zeros, no bare point, no minus zero', () => {
    property([fc.oneof(anyFraction, score)], (value) => {
      expect(toDecimal(value)).toMatch(/^(0|-?(?:[1-9]\d*|0(?=\.))(?:\.\d{0,3}[1-9])?)$/);
    });
  });

  it('never changes the order of two scores, at most it ties them', () => {
    property([score, score], (a, b) => {
      const shown = Number(toDecimal(a)) - Number(toDecimal(b));
      expect(Math.sign(shown) * compare(a, b)).toBeGreaterThanOrEqual(0);
    });
  });
});

describe('a stored fraction', () => {
  it('reads back as itself', () => {
    property([anyFraction], (value) => {
      expect(parseFraction(formatFraction(value))).toEqual(value);
    });
    expect(formatFraction(fraction(66, 100))).toBe('33/50');
    expect(formatFraction(fraction(0, -9))).toBe('0/1');
  });

  it('is brought to lowest terms', () => {
    expect(parseFraction('-66/100')).toEqual(fraction(-33, 50));
  });

  it.each(['', '1', '1/0', '1/-2', '1/02', '1.5/2', ' 1/2', '1/2\n', '1/2/3', 'NaN', '+1/2', '½'])(
    'is nothing else: %j',
    (text) => {
      expect(parseFraction(text)).toBeNull();
    },
  );
});

/** The decimal as the exact number that it spells. */
function read(text: string): Fraction {
  const [integer = '', digits = ''] = text.split('.');
  return fraction(BigInt(integer + digits), 10n ** BigInt(digits.length));
}
