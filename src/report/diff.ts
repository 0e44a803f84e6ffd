import { type ChangedLine, changedLines } from './changed-lines.ts';
import type { FileDiff, Hunk, Shape } from './file-diff.ts';
import type { Paint } from './paint.ts';
import { harmless } from './text.ts';

export interface DiffStyle {
  readonly paint: Paint;
}

/** The differences of two trees as unified lines; where lines were replaced one by one, changed words stand out in bold. */
export function renderDiff(files: readonly FileDiff[], { paint }: DiffStyle): string {
  return files.map((file) => renderFile(file, paint)).join('\n\n');
}

/** A line for each path, with how many lines came and went, and their sums. */
export function renderDiffStat(files: readonly FileDiff[], { paint }: DiffStyle): string {
  const width = Math.max(0, ...files.map(({ path }) => harmless(path).length));
  const lines = files.map((file) => `${harmless(file.path).padEnd(width)}  ${statOf(file, paint)}`);
  const sum = (count: (file: FileDiff) => number): number => files.reduce((total, file) => total + count(file), 0);
  const inserted = sum(({ insertions }) => insertions);
  const deleted = sum(({ deletions }) => deletions);
  const paths = files.length === 1 ? '1 path' : `${files.length} paths`;
  return [...lines, `${paths}, ${paint('green', `+${inserted}`)} ${paint('red', `-${deleted}`)}`].join('\n');
}

function statOf(file: FileDiff, paint: Paint): string {
  const lines = `${paint('green', `+${file.insertions}`)} ${paint('red', `-${file.deletions}`)}`;
  const facts = factsOf(file);
  return file.hunks.length === 0 ? facts : `${lines}  ${facts}`.trimEnd();
}

function renderFile(file: FileDiff, paint: Paint): string {
  const [name, facts] = [paint('bold', harmless(file.path)), factsOf(file)];
  const head = facts === '' ? name : `${name}  ${paint('dim', facts)}`;
  return [head, ...file.hunks.flatMap((hunk) => renderHunk(hunk, paint))].join('\n');
}

/** What differs beside the lines: that an entry came or went, its type, mode, and the hashes of binary content. */
export function factsOf({ change, old, now, binary }: FileDiff): string {
  const facts = [
    ...(change === 'changed' ? [] : [`${(now ?? old)?.type ?? 'file'} ${change}`]),
    ...(old !== null && now !== null && old.type !== now.type ? [`${old.type} → ${now.type}`] : []),
    ...modeFact(old, now),
    ...(binary ? [`binary ${shortHash(old)} → ${shortHash(now)}`] : []),
  ];
  return facts.join(', ');
}

function modeFact(old: Shape | null, now: Shape | null): readonly string[] {
  const [before, after] = [old?.mode ?? null, now?.mode ?? null];
  if (before === after || before === null || after === null) return after === '100755' ? ['mode 100755'] : [];
  return [`mode ${before} → ${after}`];
}

function shortHash(side: Shape | null): string {
  return side?.sha256?.slice(0, 12) ?? 'none';
}

function renderHunk({ oldStart, oldLines, newStart, newLines, lines }: Hunk, paint: Paint): readonly string[] {
  const head = paint('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`);
  return [head, ...changedLines(lines).map((line) => renderLine(line, paint))];
}

function renderLine({ sign, words }: ChangedLine, paint: Paint): string {
  if (sign === ' ') return ` ${words.map(({ text }) => visible(text)).join('')}`;
  const style = sign === '-' ? 'red' : 'green';
  const isWhole = words.length === 1 && words[0]?.changed === false;
  if (isWhole) return paint(style, `${sign}${words.map(({ text }) => visible(text)).join('')}`);
  const parts = words.map(({ text, changed }) => {
    const word = paint(style, visible(text));
    return changed ? paint('bold', word) : word;
  });
  return `${paint(style, sign)}${parts.join('')}`;
}

/** With tabs, and with a mark for what ends a line in other ways. */
function visible(text: string): string {
  return text
    .replaceAll('\r', '␍')
    .split('\t')
    .map((part) => harmless(part))
    .join('\t');
}
