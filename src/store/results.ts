import TSV from 'tsv';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { type Row, rowSchema } from '../core/schema/row.ts';
import { timestamp } from '../core/timestamp.ts';

const COLUMNS = ['iteration', 'timestamp', 'score', 'best_score', 'action', 'changelog'] as const;

/** First line of `results.tsv`, without its end. */
export const HEADER = COLUMNS.join('\t');

/** Everything that ends a line or moves the cursor somewhere, and every kind of blank. */
const BLANKS = /[\p{Cc}\p{Z}\uFEFF]+/gu;

const LONE_SURROGATES = /\p{Cs}/gu;

/** A text as one cell: one line, single blanks, well-formed, not in quotes, never empty, at most `max` characters. Idempotent. */
export function cleanCell(text: string, max = 200): string {
  let cell = oneLine(text);
  for (let inner = oneLine(unquote(cell)); inner !== cell; inner = oneLine(unquote(cell))) cell = inner;
  if (cell === '') return 'no change described';
  const characters = [...cell];
  return characters.length <= max
    ? cell
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`;
}

/** The text of `results.tsv`: header and rows, each with a line end. */
export function stringifyRows(rows: readonly Row[]): string {
  // TSV.stringify takes the header from the first row, so without rows it writes none.
  if (rows.length === 0) return `${HEADER}\n`;
  const cells = rows.map(({ iteration, timestamp, score, best_score, action, changelog }) => {
    return { iteration, timestamp, score, best_score, action, changelog: cleanCell(changelog) };
  });
  return `${TSV.stringify(cells)}\n`;
}

export interface ParsedRows {
  readonly rows: readonly Row[];
  readonly problems: readonly Diagnostic[];
}

/** Reads `results.tsv`, ours or one that another tool wrote; a line that is no row is a problem with its number. */
export function parseRows(text: string): ParsedRows {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const rows: Row[] = [];
  const problems: Diagnostic[] = [];
  if (lines[0]?.split('\t').map(unquote).join('\t') !== HEADER)
    problems.push(problem(1, `is not the header ${JSON.stringify(HEADER)}`));
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    const parsed = rowSchema.safeParse(readCells(line));
    if (parsed.success) rows.push(parsed.data);
    else
      problems.push(
        ...parsed.error.issues.map((issue) => problem(index + 1, `${issue.path.join('.')}: ${issue.message}`)),
      );
  }
  return { rows, problems };
}

function oneLine(text: string): string {
  return text.replace(BLANKS, ' ').replace(LONE_SURROGATES, '\uFFFD').trim();
}

/** Without the quotes of a cell as CSV writers quote it: around the whole, and doubled inside. */
function unquote(cell: string): string {
  return /^"(?:[^"]|"")*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

function readCells(line: string): Record<keyof Row, unknown> {
  const [iteration = '', time = '', score = '', best = '', action = '', ...changelog] = line.split('\t');
  return {
    iteration: /^\d+$/.test(unquote(iteration)) ? Number(unquote(iteration)) : iteration,
    timestamp: readTimestamp(unquote(time)),
    score: readScore(unquote(score)),
    best_score: readScore(unquote(best)),
    action: unquote(action),
    changelog: changelog.length === 0 ? '' : cleanCell(changelog.join('\t'), Number.POSITIVE_INFINITY),
  };
}

/** Others write `Z` and fractions of a second. */
function readTimestamp(cell: string): string {
  const time = /^\d{4}-\d\d-\d\dT/.test(cell) ? Date.parse(cell) : Number.NaN;
  return Number.isNaN(time) ? cell : timestamp(time);
}

/** Others write all the digits of a double. */
function readScore(cell: string): string {
  const isDecimal = /^\d+(\.\d*)?(e-\d+)?$/i.test(cell);
  return isDecimal ? String(Math.round(Number(cell) * 10_000) / 10_000) : cell;
}

function problem(line: number, message: string): Diagnostic {
  return { severity: 'error', rule: 'results-row', message, file: 'results.tsv', place: `line ${line}` };
}
