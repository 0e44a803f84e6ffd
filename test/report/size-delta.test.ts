import { expect, it } from 'vitest';
import { sizeDelta } from '../../src/report/size-delta.ts';

it.each([
  [1900, 2380, '1.9 → 2.4 kB, about +120 tokens'],
  [2380, 1900, '2.4 → 1.9 kB, about −120 tokens'],
  [1900, 1900, '1.9 → 1.9 kB, about +0 tokens'],
  [0, 3, '0.0 → 0.0 kB, about +1 tokens'],
  [99_949, 150_400, '99.9 → 150 kB, about +12613 tokens'],
])('from %i to %i bytes is %j', (before, after, text) => {
  expect(sizeDelta(before, after)).toBe(text);
});
