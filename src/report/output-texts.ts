import { type FactStyle, wrapped } from './fact-lines.ts';
import { cutTo, harmless } from './text.ts';

/** What an agent wrote, by the name that it gave it. */
export interface OutputText {
  readonly name: string;
  readonly text: string;
}

/** Lines of all texts together that are shown, and characters of one of them. */
const MOST_LINES = 20;
const LONGEST = 400;

/** The beginning of what was written, and how much more there is in `folder`. */
export function outputLines(texts: readonly OutputText[], folder: string, style: FactStyle): readonly string[] {
  const lines: string[] = [];
  let [left, more] = [MOST_LINES, 0];
  for (const { name, text } of texts) {
    const all = text.trimEnd().split(/\r?\n/);
    const shown = all.slice(0, left);
    left -= shown.length;
    more += all.length - shown.length;
    if (shown.length > 0) lines.push(`  ${style.paint('cyan', harmless(name))}`, ...indented(shown, style));
  }
  if (more === 0) return lines;
  return [...lines, style.paint('dim', `  … ${more} ${more === 1 ? 'line' : 'lines'} more, in ${harmless(folder)}`)];
}

function indented(texts: readonly string[], { columns }: FactStyle): readonly string[] {
  return texts.flatMap((line) => wrapped(cutTo(harmless(line), LONGEST), columns - 4).map((part) => `    ${part}`));
}
