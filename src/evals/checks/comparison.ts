import { z } from 'zod';

const HOLDS = {
  eq: (a: number, b: number) => a === b,
  gte: (a: number, b: number) => a >= b,
  lte: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  lt: (a: number, b: number) => a < b,
} as const;

const WORDS = { eq: 'exactly', gte: 'at least', lte: 'at most', gt: 'more than', lt: 'fewer than' } as const;

/** The `op` field: how a count compares to the expected one. */
export const comparison = z.enum(['eq', 'gte', 'lte', 'gt', 'lt']);
type Comparison = z.infer<typeof comparison>;

/** Whether a count is as expected. */
export function holds(count: number, op: Comparison, expected: number): boolean {
  return HOLDS[op](count, expected);
}

/** "at least 3" */
export function inWords(op: Comparison, expected: number): string {
  return `${WORDS[op]} ${expected}`;
}
