import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvHeader } from '../../../src/evals/checks/csv-header.ts';

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('the header of a CSV text', () => {
  it('is what was written, whatever stands in its cells', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', ' ', '"', ',', ';', '\n', '\r', '😀') });
    const written = fc.record({
      cells: fc.array(cell, { minLength: 1 }),
      delimiter: fc.constantFrom(',', ';', '\t'),
      rest: fc.constantFrom('', '\n', '\r\n', '\n1,2\n', '\r\n"x","y"\r\n'),
      mark: fc.constantFrom('', '\uFEFF'),
    });
    fc.assert(
      fc.property(written, ({ cells, delimiter, rest, mark }) => {
        expect(csvHeader(mark + cells.map(quoted).join(delimiter) + rest, delimiter)).toEqual(cells);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it.each([
    ['a,b\n1,2', ['a', 'b']],
    ['a', ['a']],
    ['a,', ['a', '']],
    [',\n', ['', '']],
    ['\na,b', ['']],
    [' a , b ', [' a ', ' b ']],
    ['5" disk,b', ['5" disk', 'b']],
    ['a,""\r\n', ['a', '']],
  ])('of %j is %j', (text, cells) => expect(csvHeader(text, ',')).toEqual(cells));

  it.each(['', '\uFEFF', '"a', 'a,"b""', '"', '"a" ,b', '"a"b,c'])('of %j is none', (text) =>
    expect(csvHeader(text, ',')).toBeNull(),
  );
});
