import type { TableStyle } from './log-table.ts';
import { paintLine } from './painted-line.ts';
import { cellsOf, harmless, pad } from './text.ts';

export interface ArchivedRun {
  readonly id: string;
  readonly started_at: string | null;
  readonly status: string;
  readonly notes: string | null;
}

/** The archived runs, a line each. */
export function renderHistory(runs: readonly ArchivedRun[], style: TableStyle): string {
  if (runs.length === 0) return 'No run is archived here yet.';
  const lines = runs.map(({ id, started_at, status, notes }) =>
    [id, started_at ?? '–', status, notes ?? ''].map((cell) => harmless(cell)),
  );
  const widths = [0, 1, 2].map((place) => Math.max(...lines.map((cells) => cellsOf(cells[place] ?? ''))));
  return lines
    .map((cells) => {
      const text = cells.map((cell, place) => pad(cell, widths[place] ?? 0)).join('  ');
      return paintLine([{ text: text.trimEnd(), style: cells[2] === 'failed' ? 'red' : null }], style);
    })
    .join('\n');
}
