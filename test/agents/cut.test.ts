import { expect, it } from 'vitest';
import { cut } from '../../src/agents/cut.ts';

it('keeps the beginning of a text, and whole characters of it', () => {
  expect(cut('abc', 3)).toBe('abc');
  expect(cut('abcd', 3)).toBe('abc');
  expect(cut('', 0)).toBe('');
  expect(cut('ab😀', 3)).toBe('ab\uFFFD');
});
