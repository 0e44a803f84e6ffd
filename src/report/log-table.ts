import { type Counted, countedIn } from '../core/counted.ts';
import type { Decision } from '../core/schema/decision.ts';
import type { Row } from '../core/schema/row.ts';

import type { Paint } from './paint.ts';
import { paintLine } from './painted-line.ts';
import { RACE_HEAD, raceCells } from './race-table.ts';

import { cutTo, harmless, pad } from './text.ts';

const BAR = 20;

/** Titles of the columns before the change, and how many terminal cells they have at least. */
const SCORE_HEAD = { iteration: 9, score: 6, best: 6, '': BAR, action: 8 };

export interface TableStyle {
  readonly columns: number;
  readonly paint: Paint;
}

/** A row, and for what rule `race` counts it; null under another rule. */
export interface LogEntry {
  readonly row: Row;
  readonly counted: Counted | null;
}

export function entryOf(decision: Pick<Decision, 'row' | 'rule' | 'numbers'>): LogEntry {
  return { row: decision.row, counted: countedIn(decision) };
}

/** The progression of a run as a table, one line a row: under rule `race` with what each score counts for, else with a bar. */
export function renderLog(entries: readonly LogEntry[], style: TableStyle): string {
  const isRace = entries.some(({ counted }) => counted !== null);
  const lines = entries.map(({ row, counted }) => ({
    row,
    cells: counted === null ? scoreCells(row) : raceCells(row, counted),
  }));
  return renderTable(isRace ? RACE_HEAD : SCORE_HEAD, lines, style);
}

interface Line {
  readonly row: Row;
  /** The last is the action. */
  readonly cells: readonly string[];
}

/** Columns as wide as their cells; the table is cut at the terminal's edge. */
function renderTable(
  head: Readonly<Record<string, number>>,
  lines: readonly Line[],
  { columns, paint }: TableStyle,
): string {
  const widths = Object.values(head).map((least, place) =>
    lines.reduce((most, { cells }) => Math.max(most, cells[place]?.length ?? 0), least),
  );
  const padded = (cells: readonly string[]) => cells.map((cell, place) => pad(cell, (widths[place] ?? 0) + 2));
  const title = `${padded(Object.keys(head)).join('')}change`;
  const rows = lines.map(({ row, cells }) => {
    const style = row.action === 'kept' ? 'green' : row.action === 'reverted' ? 'dim' : 'cyan';
    const all = padded(cells);
    const pieces = [
      { text: all.slice(0, -1).join(''), style: null },
      { text: `${all.at(-1)}${harmless(row.changelog)}`, style },
    ] as const;
    return paintLine(pieces, { columns, paint });
  });
  return [paint('bold', cutTo(title, columns)), ...rows].join('\n');
}

function scoreCells({ iteration, score, best_score, action }: Row): readonly string[] {
  return [String(iteration), score === '' ? '–' : score, best_score, bar(score), action];
}

/** Eighths of a cell, so that small steps are seen. */
function bar(score: string): string {
  if (score === '') return '';
  const eighths = Math.round(Number(score) * BAR * 8);
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}
