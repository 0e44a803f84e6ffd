import type { Action } from '../core/schema/row.ts';
import type { Paint } from './paint.ts';
import { paintLine } from './painted-line.ts';
import { harmless, pad } from './text.ts';

/** An iteration in its place. */
export interface RankedIteration {
  /** `iteration-3`. */
  readonly run_id: string;
  readonly iteration: number;
  readonly action: Action;
  readonly changelog: string;
  /** null where the metric is missing. */
  readonly rank: number | null;
  readonly value: number | null;
}

export interface RankStyle {
  readonly columns: number;
  readonly paint: Paint;
}

/** `rank` for people: one line an iteration, the best first. */
export function renderRanking(by: string, rows: readonly RankedIteration[], { columns, paint }: RankStyle): string {
  const title = harmless(by);
  const width = Math.max(title.length, ...rows.map(({ value }) => valueText(value).length)) + 2;
  const line = (cells: readonly string[]) =>
    cells.map((cell, place) => pad(cell, [6, 11, width, 10][place] ?? 0)).join('');
  const head = paintLine([{ text: line(['rank', 'iteration', title, 'action', 'change']), style: 'bold' }], {
    columns,
    paint,
  });
  const lines = rows.map(({ rank, iteration, value, action, changelog }) => {
    const style = action === 'kept' ? 'green' : action === 'reverted' ? 'dim' : 'cyan';
    const text = line([
      rank === null ? '–' : String(rank),
      String(iteration),
      valueText(value),
      action,
      harmless(changelog),
    ]);
    return paintLine([{ text, style }], { columns, paint });
  });
  return [head, ...lines].join('\n');
}

function valueText(value: number | null): string {
  return value === null ? 'missing' : String(Number(value.toFixed(4)));
}
