import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { factLines, wrapped } from '../../src/report/fact-lines.ts';
import { plain } from '../../src/report/paint.ts';
import { BY_TAG } from './paints.ts';

describe('facts', () => {
  it('go on below themselves where they are too long, and are one line off a terminal', () => {
    const facts = [['change', 'Said which commits are left out: chores and 改善された見出し'] as const];
    expect(factLines(facts, { paint: plain, columns: 44 })).toEqual([
      'change   Said which commits are left out:',
      '         chores and 改善された見出し',
    ]);
    expect(factLines(facts, { paint: plain, columns: Number.POSITIVE_INFINITY })).toHaveLength(1);
  });

  it('steer no terminal, and have their names painted alone', () => {
    expect(factLines([['skill', 'a\u001b[2J\nb']], { paint: BY_TAG, columns: 80 })).toEqual([
      '<dim>skill</dim>    a[2J b',
    ]);
  });
});

describe('a wrapped text', () => {
  it('has every word in its order, and no line that is too long but for a single word', () => {
    const words = fc.array(
      fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => text.replaceAll(/\s/g, '')),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 24, max: 90 }), (all, columns) => {
        const lines = wrapped(all.join(' '), columns);
        expect(lines.join(' ')).toBe(all.join(' '));
        for (const line of lines) expect(stringWidth(line) <= columns || !line.includes(' ')).toBe(true);
      }),
    );
  });

  it('is left alone where there is hardly any room', () => {
    expect(wrapped('one two three four five six seven', 10)).toHaveLength(1);
  });
});
