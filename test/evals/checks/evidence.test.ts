import fc from 'fast-check';
import { expect, it } from 'vitest';
import { evidenceLine, shown } from '../../../src/evals/checks/evidence.ts';

it('evidence is one line of at most 500 characters, whatever it quotes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 900 }), (text) => {
      const line = evidenceLine(text);
      expect(line).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
      expect(line).toBe(line.trim());
      expect(line.length).toBeLessThanOrEqual(500);
    }),
    { seed: 1 },
  );
});

it('evidence keeps words apart that stood on lines of their own, and takes out what steers a terminal', () => {
  expect(evidenceLine(' a\r\n\tb\u2028c\u001B[2J\u202Ed ')).toBe('a b c [2J d');
  expect(evidenceLine('\n')).toBe('nothing to say');
});

it('a cut shows, and leaves no half of a character', () => {
  expect(evidenceLine('x'.repeat(501))).toBe(`${'x'.repeat(499)}…`);
  expect(shown('😀'.repeat(100))).toMatch(/^"(😀)+…$/u);
});

it('a value is shown as JSON', () => {
  expect(shown({ a: [null, 'x\n'] })).toBe('{"a":[null,"x\\n"]}');
  expect(shown(undefined)).toBe('nothing');
});
