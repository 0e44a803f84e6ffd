import { harmless } from '../../report/text.ts';

/** To find out where a longer word breaks takes seconds, so that a blank breaks it. */
const LONG_WORD = /[^ ]{60}/gu;

/** What stands for a character that the font lacks. */
const BOX = '□';

/** Texts as a font can show them. */
export interface Glyphs {
  /** On one line, with boxes for what the font lacks, and no longer than `most` characters. */
  shown(text: string, most: number): string;
  /** How many characters were shown as boxes so far. */
  boxes(): number;
}

export function glyphsOf(known: ReadonlySet<number>): Glyphs {
  let boxes = 0;
  const boxed = (character: string): string => {
    if (known.has(character.codePointAt(0) ?? 0)) return character;
    boxes += 1;
    return BOX;
  };
  return {
    boxes: () => boxes,
    shown(text, most) {
      const line = harmless(text.length > most ? `${text.slice(0, most - 1)}…` : text);
      return [...line.normalize('NFC').replace(LONG_WORD, '$& ')].map(boxed).join('');
    },
  };
}
