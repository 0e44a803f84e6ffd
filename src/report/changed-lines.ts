import { diffWordsWithSpace } from 'diff';

/** A line of a difference, in pieces that say whether they are new beside what stood in their place. */
export interface ChangedLine {
  readonly sign: ' ' | '-' | '+';
  readonly words: readonly Word[];
}

export interface Word {
  readonly text: string;
  readonly changed: boolean;
}

/** Longer lines are compared as wholes: word by word that would take seconds. */
const LONGEST = 5000;

/** The lines of a hunk; where lines were replaced one by one, the words that changed are told. */
export function changedLines(hunk: readonly string[]): readonly ChangedLine[] {
  return runsOf(hunk).flatMap(linesOfRun);
}

/** Lines that went and the lines that came in their place; lines that stayed are runs of their own. */
interface Run {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly stayed: readonly string[];
}

function runsOf(lines: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    const text = line.slice(1);
    if (line.startsWith('-')) {
      if (last === undefined || last.stayed.length + last.come.length > 0)
        runs.push({ gone: [text], come: [], stayed: [] });
      else runs.splice(-1, 1, { ...last, gone: [...last.gone, text] });
    } else if (line.startsWith('+')) {
      if (last === undefined || last.stayed.length > 0) runs.push({ gone: [], come: [text], stayed: [] });
      else runs.splice(-1, 1, { ...last, come: [...last.come, text] });
    } else if (!line.startsWith('\\')) runs.push({ gone: [], come: [], stayed: [text] });
  }
  return runs;
}

function linesOfRun({ gone, come, stayed }: Run): readonly ChangedLine[] {
  const isPaired = gone.length === come.length;
  return [
    ...stayed.map((line) => whole(' ', line)),
    ...gone.map((line, index) => beside('-', line, isPaired ? come[index] : undefined)),
    ...come.map((line, index) => beside('+', line, isPaired ? gone[index] : undefined)),
  ];
}

function whole(sign: ChangedLine['sign'], text: string): ChangedLine {
  return { sign, words: [{ text, changed: false }] };
}

/** `other` is what stood or will stand in the line's place. */
function beside(sign: '-' | '+', line: string, other: string | undefined): ChangedLine {
  if (other === undefined || Math.max(line.length, other.length) > LONGEST) return whole(sign, line);
  const parts = diffWordsWithSpace(other, line).filter(({ removed }) => !removed);
  return { sign, words: parts.map(({ value, added }) => ({ text: value, changed: added })) };
}
