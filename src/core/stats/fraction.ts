/** An exact rational number; `den` is positive and the two share no factor. */
export interface Fraction {
  readonly num: bigint;
  readonly den: bigint;
}

/** The fraction num/den in lowest terms. Throws a RangeError when `den` is 0. */
export function fraction(num: bigint | number, den: bigint | number = 1): Fraction {
  const [n, d] = [BigInt(num), BigInt(den)];
  if (d === 0n) throw new RangeError('a fraction needs a denominator other than 0');
  const sign = d < 0n ? -1n : 1n;
  const divisor = gcd(n < 0n ? -n : n, d * sign) * sign;
  return { num: n / divisor, den: d / divisor };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return fraction(a.num * b.den + b.num * a.den, a.den * b.den);
}

/** Negative when a < b, 0 when they are equal, positive when a > b. Exact. */
export function compare(a: Fraction, b: Fraction): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact mean. Throws a RangeError for no items: a mean of nothing is not 0. */
export function mean(items: readonly Fraction[]): Fraction {
  const [first] = items;
  if (first === undefined) throw new RangeError('the mean of nothing is not a number');
  if (items.length === 1) return first;
  // Those of one denominator first: the scores of a thousand evals have few, and whole numbers add up at once.
  const nums = new Map<bigint, bigint>();
  for (const { num, den } of items) nums.set(den, (nums.get(den) ?? 0n) + num);
  const sum = [...nums].map(([den, num]) => fraction(num, den)).reduce(add);
  return fraction(sum.num, sum.den * BigInt(items.length));
}

/** Nearest double. */
export function toNumber(value: Fraction): number {
  return Number(value.num) / Number(value.den);
}

/** Shortest decimal of at most `places` places, halves rounded away from zero: 2/3 → "0.6667", 1/2 → "0.5". */
export function toDecimal(value: Fraction, places = 4): string {
  const scale = 10n ** BigInt(places);
  const [size, sign] = value.num < 0n ? [-value.num, '-'] : [value.num, ''];
  const scaled = (size * scale * 2n + value.den) / (value.den * 2n);
  const digits = (scaled % scale).toString().padStart(places, '0').replace(/0+$/, '');
  const text = `${scaled / scale}${digits === '' ? '' : `.${digits}`}`;
  return scaled === 0n ? '0' : sign + text;
}

/** "33/50", the form in which a fraction is stored. */
export function formatFraction(value: Fraction): string {
  return `${value.num}/${value.den}`;
}

/** Reads what `formatFraction` wrote; null for anything else. */
export function parseFraction(text: string): Fraction | null {
  const match = /^(-?\d+)\/([1-9]\d*)$/.exec(text);
  return match?.[1] === undefined || match[2] === undefined ? null : fraction(BigInt(match[1]), BigInt(match[2]));
}

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}
