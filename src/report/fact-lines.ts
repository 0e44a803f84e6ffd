import type { Paint, Style } from './paint.ts';
import { cellsOf, harmless } from './text.ts';

export interface FactStyle {
  readonly paint: Paint;
  /** Cells; endless where no terminal bounds them. */
  readonly columns: number;
}

/** What it is called, what it says, and how the name is painted where that is not dimly. */
export type Fact = readonly [name: string, text: string, style?: Style];

/** Cells of the names. */
const NAMES = 9;
/** A text that would get less room than this is left to the terminal. */
const LEAST = 24;

/** Facts with their names in a column of their own; a text that is too long goes on below itself, broken at blanks. */
export function factLines(facts: readonly Fact[], { paint, columns }: FactStyle): readonly string[] {
  return facts.flatMap(([name, text, style = 'dim']) => {
    const [first = '', ...more] = wrapped(harmless(text), columns - NAMES);
    const named = `${paint(style, name)}${' '.repeat(Math.max(0, NAMES - name.length))}${first}`;
    return [named, ...more.map((line) => `${' '.repeat(NAMES)}${line}`)];
  });
}

/** A text in lines of at most `columns` terminal cells; a word that is longer stands in a line of its own. */
export function wrapped(text: string, columns: number): readonly string[] {
  if (columns < LEAST || cellsOf(text) <= columns) return [text];
  const lines: string[] = [];
  const [first = '', ...words] = text.split(' ');
  let line = first;
  for (const word of words) {
    const longer = `${line} ${word}`;
    if (cellsOf(longer) > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
