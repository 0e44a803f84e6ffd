/** What something comes to at least, mostly, and at most. */
export interface Range {
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

/** As a range; null: unknown. */
export interface Unsure {
  readonly low: number | null;
  readonly expected: number | null;
  readonly high: number | null;
}

export const ROUND = Math.round;

export function plus(a: Range, b: Range): Range;
export function plus(a: Unsure, b: Unsure): Unsure;
export function plus(a: Unsure, b: Unsure): Unsure {
  return { low: add(a.low, b.low), expected: add(a.expected, b.expected), high: add(a.high, b.high) };
}

function add(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/** Each end times its own price; where nothing is called, nothing is used, whatever a call may cost. */
export function times(calls: Range, price: Unsure): Unsure {
  const of = (count: number, one: number | null) => (count === 0 ? 0 : one === null ? null : count * one);
  return {
    low: of(calls.low, price.low),
    expected: of(calls.expected, price.expected),
    high: of(calls.high, price.high),
  };
}

/** A share of a range, made whole by `round`. */
export function scaled({ low, expected, high }: Range, share: number, round: (value: number) => number): Range {
  return { low: round(low * share), expected: round(expected * share), high: round(high * share) };
}

/** Nothing passes a cap, and what is unknown ends there; null: no cap. */
export function atMost(range: Unsure, cap: number | null): Unsure {
  if (cap === null) return range;
  const of = (end: number | null) => (end === null ? null : Math.min(end, cap));
  return { low: of(range.low), expected: of(range.expected), high: Math.min(range.high ?? cap, cap) };
}
