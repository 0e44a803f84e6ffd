import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowSchema } from '../../src/core/schema/row.ts';
import { timestamp } from '../../src/core/timestamp.ts';

it('a timestamp is UTC with seconds and offset', () => {
  expect(timestamp(Date.UTC(2025, 0, 15, 10, 30))).toBe('2025-01-15T10:30:00+00:00');
  expect(timestamp(Date.UTC(2024, 1, 29, 23, 59, 59, 999))).toBe('2024-02-29T23:59:59+00:00');
  expect(timestamp(0)).toBe('1970-01-01T00:00:00+00:00');
});

it('a timestamp is a cell of a row and reads back to the second', () => {
  fc.assert(
    fc.property(fc.nat(4e12), (ms) => {
      expect(rowSchema.shape.timestamp.parse(timestamp(ms))).toBe(timestamp(ms));
      expect(Date.parse(timestamp(ms))).toBe(ms - (ms % 1000));
    }),
    { seed: 8 },
  );
});

it('timestamps sort as texts like the moments that they name', () => {
  fc.assert(
    fc.property(fc.nat(4e12), fc.nat(4e9), (ms, later) => {
      expect(timestamp(ms) <= timestamp(ms + later)).toBe(true);
    }),
    { seed: 9 },
  );
});
