import stringWidth from 'string-width';
import { cutTo } from './text.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Colours as a value, so that what is rendered can be plain text as well. */
export type Paint = (style: Style, text: string) => string;

export const plain: Paint = (_style, text) => text;

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
    left = shown === text ? left - stringWidth(shown) : 0;
    return style === null || shown === '' ? shown : paint(style, shown);
  });
  return painted.join('');
}
