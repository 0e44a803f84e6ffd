import type { ReadItem } from '../../store/foreign-grading.ts';

type Item = Pick<ReadItem, 'text' | 'passed' | 'evidence'>;

/** `verifier/test-stdout.txt` of a graded trial: a line for each expectation with its evidence below, and a sum. */
export function verifierText(items: readonly Item[]): string {
  const lines = items.map(
    ({ passed, text, evidence }, index) =>
      `${passed ? 'PASS' : 'FAIL'} ${index + 1}. ${oneLine(text)}\n${INDENT}${oneLine(evidence)}`,
  );
  return `${[...lines, sumOf(items)].join('\n')}\n`;
}

/** Reads it again; null for what is none, or not all of it. */
export function expectationsIn(text: string): readonly Item[] | null {
  const lines = text.replace(/\n$/, '').split('\n');
  const items: Item[] = [];
  for (let at = 0; at < lines.length - 1; at += 2) {
    const [, verdict, number, said] = /^(PASS|FAIL) (\d+)\. (.*)$/.exec(lines[at] ?? '') ?? [];
    const evidence = lines[at + 1] ?? '';
    if (said === undefined || Number(number) !== items.length + 1 || !evidence.startsWith(INDENT)) return null;
    items.push({ text: said, passed: verdict === 'PASS', evidence: evidence.slice(INDENT.length) });
  }
  return items.length > 0 && lines.at(-1) === sumOf(items) ? items : null;
}

const INDENT = '     ';

function sumOf(items: readonly Item[]): string {
  return `${items.filter(({ passed }) => passed).length} of ${items.length} passed`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
