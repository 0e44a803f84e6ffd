import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type CsvCell, csvOf } from '../../src/core/csv.ts';

/** Reads CSV as RFC 4180 has it. */
function cellsIn(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

it.each<readonly [CsvCell, string]>([
  ['plain', 'plain'],
  ['with blank', 'with blank'],
  ['a,b', '"a,b"'],
  ['say "a"', '"say ""a"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\rlines', '"two\rlines"'],
  [0, '0'],
  [2 / 3, '0.6666666666666666'],
  [null, ''],
])('the cell %j is %s', (cell, text) => {
  expect(csvOf(['x', 'y'], [[cell, 1]])).toBe(`x,y\n${text},1\n`);
});

it('whatever the cells hold, a reader gets them back', () => {
  const table = fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { maxLength: 2 });
  fc.assert(
    fc.property(fc.tuple(fc.string(), fc.string()), table, (header, rows) => {
      expect(cellsIn(csvOf(header, rows))).toEqual([header, ...rows]);
    }),
    { seed: 4180 },
  );
});
