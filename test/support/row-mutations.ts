import fc from 'fast-check';
import { cutText, textCut } from './mutations.ts';

/** Cells that say more than they may, or say it in a way that a careless reader takes for a number. */
const CELLS = [
  ...['1', '0.9', '1.0', '"1"', ' 1', '1 ', '1e0', '10e-1', '+1', '1,0', '100%', 'NaN', 'Infinity', '-0', '٩', '', '.'],
  ...['0x1', '1_0', 'true', 'null', '01', '9', '7', '-1', '1e99', 'kept', 'baseline', 'reverted', 'KEPT', '"kept"'],
  ...['2025-01-15T10:30:00Z', '"a\tb"', '"', '""', '=1+1', '\u2028', '\u0000', '\u001b[2J', 'x'.repeat(100_000)],
];

type ChangeText = (text: string) => string;

/** The text with another cell; `line` and `column` are taken round the table. */
function withCell(text: string, [line, column, cell]: readonly [number, number, string]): string {
  const lines = text.split('\n');
  const index = line % lines.length;
  const cells = (lines[index] ?? '').split('\t');
  return lines.with(index, cells.with(column % cells.length, cell).join('\t')).join('\n');
}

function withLineMoved(text: string, [from, to, removed]: readonly [number, number, number]): string {
  const lines = text.split('\n');
  return lines.toSpliced(to % lines.length, removed, lines[from % lines.length] ?? '').join('\n');
}

/** Mutations of a table: of a cell, of a line, of the line ends, or of some characters anywhere. */
export const rowsMutation: fc.Arbitrary<ChangeText> = fc.oneof(
  fc.tuple(fc.nat(9), fc.nat(5), fc.constantFrom(...CELLS)).map(
    (cell): ChangeText =>
      (text) =>
        withCell(text, cell),
  ),
  fc.tuple(fc.nat(9), fc.nat(9), fc.nat(2)).map(
    (move): ChangeText =>
      (text) =>
        withLineMoved(text, move),
  ),
  fc.constantFrom('\r\n', '\r', '\n\n', '\u2028', '\v', ' \n', '\t\n', '').map(
    (end): ChangeText =>
      (text) =>
        text.split(/\r?\n/).join(end),
  ),
  textCut.map(
    (cut): ChangeText =>
      (text) =>
        cutText(text, cut),
  ),
  fc.string({ unit: 'binary', maxLength: 200 }).map(
    (text): ChangeText =>
      () =>
        text,
  ),
);
