// A package for CSV would bring a parser of whole tables for one row.
/** The cells of the first row as RFC 4180 has it; null when the text is empty or a quoted cell does not end at its quote. */
export function csvHeader(text: string, delimiter: string): readonly string[] | null {
  const row = text.replace(/^\uFEFF/, '');
  if (row === '') return null;
  const cells: string[] = [];
  for (let at = 0; ; ) {
    const cell = row[at] === '"' ? quotedCell(row, at) : plainCell(row, { at, delimiter });
    if (cell === null) return null;
    cells.push(cell.value);
    const next = row[cell.end];
    if (next === undefined || next === '\n' || next === '\r') return cells;
    if (next !== delimiter) return null;
    at = cell.end + 1;
  }
}

interface Cell {
  readonly value: string;
  /** Where the delimiter or the end of the row stands. */
  readonly end: number;
}

function quotedCell(row: string, at: number): Cell | null {
  let value = '';
  for (let from = at + 1; ; ) {
    const quote = row.indexOf('"', from);
    if (quote < 0) return null;
    value += row.slice(from, quote);
    if (row[quote + 1] !== '"') return { value, end: quote + 1 };
    value += '"';
    from = quote + 2;
  }
}

function plainCell(row: string, { at, delimiter }: { at: number; delimiter: string }): Cell {
  let end = at;
  while (end < row.length && row[end] !== delimiter && row[end] !== '\n' && row[end] !== '\r') end += 1;
  return { value: row.slice(at, end), end };
}
