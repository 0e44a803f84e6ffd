import { diffWordsWithSpace } from 'diff';
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
function factsOf({ change, old, now, binary }: FileDiff): string {
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
  return [head, ...runsOf(lines).flatMap((run) => renderRun(run, paint))];
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

function renderRun({ gone, come, stayed }: Run, paint: Paint): readonly string[] {
  const isPaired = gone.length === come.length;
  return [
    ...stayed.map((line) => ` ${visible(line)}`),
    ...gone.map((line, index) => painted({ line, other: isPaired ? come[index] : undefined, sign: '-' }, paint)),
    ...come.map((line, index) => painted({ line, other: isPaired ? gone[index] : undefined, sign: '+' }, paint)),
  ];
}

interface ChangedLine {
  readonly line: string;
  /** What stood or will stand in its place. */
  readonly other: string | undefined;
  readonly sign: '-' | '+';
}

function painted({ line, other, sign }: ChangedLine, paint: Paint): string {
  const style = sign === '-' ? 'red' : 'green';
  if (other === undefined) return paint(style, `${sign}${visible(line)}`);
  const parts = diffWordsWithSpace(other, line).filter(({ removed }) => !removed);
  const words = parts.map(({ value, added }) => {
    const word = paint(style, visible(value));
    return added ? paint('bold', word) : word;
  });
  return `${paint(style, sign)}${words.join('')}`;
}

/** With tabs, and with a mark for what ends a line in other ways. */
function visible(text: string): string {
  return text
    .replaceAll('\r', '␍')
    .split('\t')
    .map((part) => harmless(part))
    .join('\t');
}
