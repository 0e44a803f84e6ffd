import type { Paint, Style } from './paint.ts';
import { cellsOf, cutTo } from './text.ts';

/** A part of a line; without a style it is not painted. */
export interface Piece {
  readonly text: string;
  readonly style: Style | null;
}

/** One line of pieces, cut to `columns` terminal cells before it is painted. */
export function paintLine(pieces: readonly Piece[], { columns, paint }: { columns: number; paint: Paint }): string {
  let left = columns;
  const painted = pieces.map(({ text, style }) => {
    const shown = cutTo(text, left);
    left = shown === text ? left - cellsOf(shown) : 0;
    return style === null || shown === '' ? shown : paint(style, shown);
  });
  return painted.join('');
}
