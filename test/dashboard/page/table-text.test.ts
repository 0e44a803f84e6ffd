import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseTable } from '../../../src/dashboard/page/table-text.ts';

it('a CSV text is read with its quotes, separators and line ends', () => {
  expect(parseTable('a,b\r\n"x, ""y""",2\n"two\nlines",', ',')).toEqual([
    ['a', 'b'],
    ['x, "y"', '2'],
    ['two\nlines', ''],
  ]);
  expect(parseTable('a\tb\n1\t2\n', '\t')).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

it('a text without columns is no table', () => {
  expect(parseTable('just\nlines\n', ',')).toBeNull();
  expect(parseTable('', ',')).toBeNull();
});

it('whatever was written as CSV is read back, and any other text is read to its end', () => {
  const table = fc.array(fc.array(fc.string(), { minLength: 2, maxLength: 2 }), { minLength: 1 });
  fc.assert(
    fc.property(table, (rows) => {
      const text = rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
      expect(parseTable(text, ',')).toEqual(rows);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void parseTable(text, ',')));
});
