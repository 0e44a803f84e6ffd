import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { plain, type Style } from '../../src/report/paint.ts';
import { paintLine } from '../../src/report/painted-line.ts';
import { cellsOf, clockTime, cutTo, harmless, linesOf, money, pad } from '../../src/report/text.ts';

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('日', '👩‍🚀', '🇩🇪', 'é', 'a', ' ', '\n', '\u001b[31m', '\u202e', '\u200d') }),
);

function property(holds: (text: string, columns: number) => void): void {
  fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 30 }), holds), { seed: 15 });
}

describe('harmless text', () => {
  it.each([
    ['a colour', '\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['a title for the window', '\u001b]0;owned\u0007x', ']0;ownedx'],
    ['an 8-bit sequence', '\u009b2Jx', '2Jx'],
    ['backspaces', 'fail\b\b\b\bpass', 'failpass'],
    ['text that runs backwards', 'a\u202etxt.exe\u2066b\u200f', 'atxt.exeb'],
    ['line ends and tabs', 'one\r\ntwo\tthree\u2028four', 'one two three four'],
  ])('has lost %s', (_what, text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it.each(['', 'plain  text', 'naïve 日本語', '👩‍🚀 🇩🇪', 'שלום', '<b>&amp;'])('keeps %j as it is', (text) => {
    expect(harmless(text)).toBe(text);
  });

  it('is one line without control and direction characters, whatever it was', () => {
    property((text) => {
      expect(harmless(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
      expect(harmless(harmless(text))).toBe(harmless(text));
    });
  });
});

it('takes as many cells as a terminal gives it', () => {
  const common = fc.string({ unit: fc.constantFrom(...'aZ ~!±é\u00ad©ÿ–█▏▎▍▌▋▊▉…→日e\u0301\ufe0f\t\u007f') });
  const same = fc.property(fc.oneof(common, anyText), (text) => {
    expect(cellsOf(text)).toBe(stringWidth(text));
  });
  fc.assert(same, { seed: 16, numRuns: 1000 });
});

describe('cut text', () => {
  it.each([
    ['exactly', 7, 'exactly'],
    ['one more', 7, 'one mo…'],
    ['日本語', 6, '日本語'],
    ['日本語', 5, '日本…'],
    ['日本語', 4, '日…'],
    ['日本語', 1, '…'],
    ['a👩‍🚀b', 4, 'a👩‍🚀b'],
    ['a👩‍🚀b', 3, 'a…'],
    ['👩‍🚀👩‍🚀', 3, '👩‍🚀…'],
    ['🇩🇪🇫🇷', 3, '🇩🇪…'],
    ['🇩🇪🇫🇷', 2, '…'],
    ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
    ['text', 0, ''],
    ['text', -3, ''],
    ['', -3, ''],
  ])('of %j to %i cells is %j', (text, columns, shown) => {
    expect(cutTo(text, columns)).toBe(shown);
  });

  it('never is wider than it may be, and is whole where it fits', () => {
    property((text, columns) => {
      const shown = cutTo(harmless(text), columns);
      expect(stringWidth(shown)).toBeLessThanOrEqual(columns);
      expect(shown === harmless(text) || shown.endsWith('…')).toBe(true);
      expect(cutTo(text, Number.POSITIVE_INFINITY)).toBe(text);
    });
  });

  it('has whole characters only, of however many parts', () => {
    const whole = fc.array(fc.constantFrom('👩‍🚀', '🇩🇪', 'e\u0301', 'a', '日'), { maxLength: 12 });
    fc.assert(
      fc.property(whole, fc.integer({ min: 1, max: 12 }), (characters, columns) => {
        const kept = cutTo(characters.join(''), columns).replace(/…$/, '');
        expect(characters.map((_, count) => characters.slice(0, count).join('')).concat(characters.join(''))).toContain(
          kept,
        );
      }),
      { seed: 17 },
    );
    property((text, columns) => {
      expect(stringWidth(cutTo(text, columns))).toBeLessThanOrEqual(Math.max(columns, 0));
    });
  });
});

describe('padded text', () => {
  it('has the asked width, or its own where that is more', () => {
    expect([pad('日本', 6), pad('ab', 4), pad('abcdef', 4)]).toEqual(['日本  ', 'ab  ', 'abcdef']);
    property((text, columns) => {
      const shown = harmless(text);
      expect(stringWidth(pad(shown, columns))).toBe(Math.max(stringWidth(shown), columns));
    });
  });
});

describe('a painted line', () => {
  const paint = (style: Style, text: string): string => `<${style}:${text}>`;
  const pieces = [
    { text: '日本', style: 'bold' },
    { text: ' and ', style: null },
    { text: 'more', style: 'dim' },
  ] as const;

  it.each([
    [13, '<bold:日本> and <dim:more>'],
    [12, '<bold:日本> and <dim:mo…>'],
    [9, '<bold:日本> and '],
    [8, '<bold:日本> an…'],
    [3, '<bold:日…>'],
    [0, ''],
    [-1, ''],
  ])('is cut to %i cells before it is painted', (columns, line) => {
    expect(paintLine(pieces, { columns, paint })).toBe(line);
  });

  it('never is wider than it may be', () => {
    fc.assert(
      fc.property(fc.array(anyText.map(harmless)), fc.nat(40), (texts, columns) => {
        const line = paintLine(
          texts.map((text) => ({ text, style: 'bold' })),
          { columns, paint: plain },
        );
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }),
      { seed: 16 },
    );
  });
});

describe('a time', () => {
  it.each([
    [0, '0:00'],
    [999, '0:00'],
    [65_000, '1:05'],
    [720_000, '12:00'],
    [3_599_999, '59:59'],
    [3_723_000, '1:02:03'],
    [90_000_000, '25:00:00'],
  ])('of %i ms is %s', (ms, text) => {
    expect(clockTime(ms)).toBe(text);
  });
});

describe('money', () => {
  it('has cents, and is not 0 where nobody knows it', () => {
    expect([0, 0.125, 12, null].map(money)).toEqual(['$0.00', '$0.13', '$12.00', 'cost unknown']);
  });
});

describe('a text over several lines', () => {
  it.each([
    ['short', [10, 2], ['short']],
    ['one two three four', [9, 3], ['one two', '  three', '  four']],
    ['one two three four', [9, 2], ['one two', '  three …']],
    ['one two three four', [9, 1], ['one two …']],
    ['unbreakable words', [6, 2], ['unbre…', '  wor…']],
    ['日本 語の 説明', [6, 3], ['日本', '  語の', '  説明']],
    ['', [5, 2], ['']],
  ] as const)('%j within cells and lines %j', (text, [columns, most], lines) => {
    expect(linesOf(text, columns, most)).toEqual(lines);
  });

  it('has no line beyond the width, and no more lines than asked for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (text, columns, most) => {
          const lines = linesOf(text, columns, most);
          expect(lines.length).toBeLessThanOrEqual(most);
          expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
        },
      ),
      { seed: 19 },
    );
  });
});
