/** The cells of a CSV or TSV text; null for one that has no columns. Quotes that are never closed hold to the end. */
export function parseTable(text: string, separator: string): readonly (readonly string[])[] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = new RegExp(`(?:"((?:[^"]|"")*)(?:"|$)|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|\\r|$)`, 'gy');
  for (let match = cells.exec(text); match !== null; match = cells.exec(text)) {
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === separator) continue;
    rows.push(row);
    row = [];
    if (match[3] === '' || cells.lastIndex >= text.length) break;
  }
  return rows.some(({ length }) => length > 1) ? rows : null;
}
