import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIONS, type Row } from '../../src/core/schema/row.ts';
import { timestamp } from '../../src/core/timestamp.ts';
import { cleanCell, HEADER, parseRows, stringifyRows } from '../../src/store/results.ts';

/** Any string at all: lone surrogates, controls, quotes, and cells that spreadsheets take for something else. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom('"', '""', '\t', '\n', '\r', ' ', 'a', '\u2028', '\u0085', '\uD800', '\uFEFF', "'", '\\'),
  }),
  fc.array(fc.nat(0xffff), { maxLength: 12 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '001',
    '"word" first',
    '"whole"',
    '"say ""hi"""',
    "'a' b",
    '#@ no comment',
    '""',
    '=1+1',
    'NaN',
    '1e3',
  ),
);
const score = fc.oneof(
  fc.constantFrom('', '0', '1', '0.5', '0.6667'),
  fc.integer({ min: 1, max: 9999 }).map((n) => String(n / 10_000)),
);
const row: fc.Arbitrary<Row> = fc.record({
  iteration: fc.nat(1000),
  timestamp: fc.integer({ min: 0, max: 4e9 }).map((seconds) => timestamp(seconds * 1000)),
  score,
  best_score: score,
  action: fc.constantFrom(...ACTIONS),
  changelog: anyText,
});

const LINE = '1\t2025-01-15T10:30:00+00:00\t0.66\t0.66\tkept\tadded a table';
const ROW = {
  iteration: 1,
  timestamp: '2025-01-15T10:30:00+00:00',
  score: '0.66',
  best_score: '0.66',
  action: 'kept',
  changelog: 'added a table',
};

describe('a cell', () => {
  it('is one printable, well-formed line of at most 200 characters, and never empty', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const cell = cleanCell(text);
        expect(cell).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|\s\s|^\s|\s$|^$/u);
        expect([...cell].length).toBeLessThanOrEqual(200);
        expect(cleanCell(cell)).toBe(cell);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each([
    [
      'one\ttwo\r\nthree\u2028four\u2029five\u0085six\vseven\feight\u0000nine',
      'one two three four five six seven eight nine',
    ],
    ['  \u00a0 much   space  ', 'much space'],
    ['broken \uD83D end', 'broken \uFFFD end'],
    ['', 'no change described'],
    ['\n\t ', 'no change described'],
    ['""', 'no change described'],
    ['"quoted as a whole"', 'quoted as a whole'],
    ['"word" at the start', '"word" at the start'],
    ['001', '001'],
    ['caf\u00e9 \u{1F600}', 'caf\u00e9 \u{1F600}'],
  ])('%j becomes %j', (text, cell) => {
    expect(cleanCell(text)).toBe(cell);
  });

  it('is cut by characters, with an ellipsis', () => {
    expect(cleanCell('\u{1F600}'.repeat(200))).toBe('\u{1F600}'.repeat(200));
    expect(cleanCell('\u{1F600}'.repeat(201))).toBe(`${'\u{1F600}'.repeat(199)}…`);
    expect(cleanCell('abc def', 5)).toBe('abc…');
  });
});

describe('results.tsv', () => {
  it('reads back what was written, for any text', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 5 }), (rows) => {
        const text = stringifyRows(rows);
        const cleaned = rows.map((item) => ({ ...item, changelog: cleanCell(item.changelog) }));
        expect(parseRows(text)).toEqual({ rows: cleaned, problems: [] });
        expect(text.split('\n').map((line) => line.split('\t').length)).toEqual([6, ...rows.map(() => 6), 1]);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('is header and rows with LF, without quotes', () => {
    expect(HEADER).toBe('iteration\ttimestamp\tscore\tbest_score\taction\tchangelog');
    expect(stringifyRows([])).toBe(`${HEADER}\n`);
    expect(stringifyRows([{ ...ROW, action: 'kept' }])).toBe(`${HEADER}\n${LINE}\n`);
  });

  it.each([
    ['CRLF', `${HEADER}\r\n${LINE}\r\n`],
    ['a missing last newline', `${HEADER}\n${LINE}`],
    ['a byte order mark and blank lines', `\uFEFF${HEADER}\n${LINE}\n\n\n`],
    [
      'quoted cells',
      `${HEADER}\n${LINE.split('\t')
        .map((cell) => `"${cell}"`)
        .join('\t')}\n`,
    ],
    [
      'a quoted header',
      `${HEADER.split('\t')
        .map((cell) => `"${cell}"`)
        .join('\t')}\n${LINE}\n`,
    ],
    ['all digits of a double', `${HEADER}\n${LINE.replaceAll('0.66', '0.66000000000000003')}\n`],
    ['zeros at the end', `${HEADER}\n${LINE.replaceAll('0.66', '0.6600')}\n`],
    ['a time with Z and fractions', `${HEADER}\n${LINE.replace('00+00:00', '00.123Z')}\n`],
    ['a time of another zone', `${HEADER}\n${LINE.replace('10:30:00+00:00', '12:30:00+02:00')}\n`],
    ['a tab in the changelog', `${HEADER}\n${LINE.replace('added ', 'added\t')}\n`],
  ])('is read with %s', (_, text) => {
    expect(parseRows(text)).toEqual({ rows: [ROW], problems: [] });
  });

  it('keeps the doubled quotes of a quoted cell apart from those of the text', () => {
    const text = `${HEADER}\n${LINE.replace('added a table', '"say ""hi"" first"')}\n`;
    expect(parseRows(text).rows[0]?.changelog).toBe('say "hi" first');
  });

  it.each([1, 12, 30, 40, 42])(
    'that was torn after %i characters of its last line loses that row only, and says so',
    (length) => {
      const { rows, problems } = parseRows(`${HEADER}\n${LINE}\n${LINE.slice(0, length)}`);
      expect(rows).toEqual([ROW]);
      expect(problems[0]).toMatchObject({ severity: 'error', file: 'results.tsv', place: 'line 3' });
    },
  );

  it.each([
    ['', 'line 1', /is not the header/],
    [`iteration\tscore\n${LINE}\n`, 'line 1', /is not the header/],
    [`${HEADER}\n${LINE.replace('kept', 'perhaps')}\n`, 'line 2', /action/],
    [`${HEADER}\n${LINE.replaceAll('0.66', '1.5')}\n`, 'line 2', /score/],
    [`${HEADER}\n${LINE.replaceAll('0.66', 'NaN')}\n`, 'line 2', /score/],
    [`${HEADER}\n-${LINE}\n`, 'line 2', /iteration/],
    [`${HEADER}\n${LINE.replace('2025-01-15T', 'someday ')}\n`, 'line 2', /timestamp/],
  ])('%j is a problem at %s', (text, place, message) => {
    expect(parseRows(text).problems[0]).toMatchObject({ place, message: expect.stringMatching(message) });
  });
});
