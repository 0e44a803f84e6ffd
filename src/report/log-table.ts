import type { Row } from '../core/schema/row.ts';
import type { Paint } from './paint.ts';
import { paintLine } from './painted-line.ts';
import { cutTo, harmless, pad } from './text.ts';

const BAR = 20;

export interface TableStyle {
  readonly columns: number;
  readonly paint: Paint;
}

/** The progression of a run as a table: one line a row, with a bar for the score. */
export function renderLog(rows: readonly Row[], { columns, paint }: TableStyle): string {
  const head = `${pad('iteration', 11)}${pad('score', 8)}${pad('best', 8)}${pad('', BAR + 2)}${pad('action', 10)}change`;
  return [paint('bold', cutTo(head, columns)), ...rows.map((row) => renderRow(row, { columns, paint }))].join('\n');
}

function renderRow(row: Row, { columns, paint }: TableStyle): string {
  const style = row.action === 'kept' ? 'green' : row.action === 'reverted' ? 'dim' : 'cyan';
  const score = row.score === '' ? '–' : row.score;
  const before = `${pad(String(row.iteration), 11)}${pad(score, 8)}${pad(row.best_score, 8)}${pad(bar(row.score), BAR + 2)}`;
  const after = `${pad(row.action, 10)}${harmless(row.changelog)}`;
  const pieces = [
    { text: before, style: null },
    { text: after, style },
  ] as const;
  return paintLine(pieces, { columns, paint });
}

/** Eighths of a cell, so that small steps are seen. */
function bar(score: string): string {
  if (score === '') return '';
  const eighths = Math.round(Number(score) * BAR * 8);
  const rest = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + rest;
}
