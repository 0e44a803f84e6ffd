import { structuredPatch } from 'diff';

/** One side of a path that two trees differ in. `mode` is git's; `text` is null for binary content. */
export type DiffSide =
  | { readonly type: 'folder' }
  | { readonly type: 'file' | 'link'; readonly mode: string; readonly text: string | null; readonly sha256: string };

export interface Hunk {
  readonly oldStart: number;
  readonly oldLines: number;
  readonly newStart: number;
  readonly newLines: number;
  /** Each with a blank, `-`, `+` or `\` before it. */
  readonly lines: readonly string[];
}

/** How a path differs between two trees. */
export interface FileDiff {
  readonly path: string;
  readonly change: 'added' | 'deleted' | 'changed';
  readonly old: Shape | null;
  readonly now: Shape | null;
  readonly binary: boolean;
  /** Lines. */
  readonly insertions: number;
  readonly deletions: number;
  readonly hunks: readonly Hunk[];
}

/** What a side is, without what it holds; a folder has neither mode nor hash. */
export interface Shape {
  readonly type: DiffSide['type'];
  readonly mode: string | null;
  readonly sha256: string | null;
}

/** Beyond so many changed lines comparing takes seconds, and the old text goes and the new one comes. */
const MAX_EDITS = 1000;

/** Compares the two sides of a path, of which one may be null. */
export function fileDiff(path: string, old: DiffSide | null, now: DiffSide | null): FileDiff {
  const binary = isBinary(old) || isBinary(now);
  const hunks = binary ? [] : hunksBetween(textOf(old), textOf(now));
  const count = (sign: string): number =>
    hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(sign)).length;
  return {
    path,
    change: old === null ? 'added' : now === null ? 'deleted' : 'changed',
    old: shapeOf(old),
    now: shapeOf(now),
    binary,
    insertions: count('+'),
    deletions: count('-'),
    hunks,
  };
}

function isBinary(side: DiffSide | null): boolean {
  return side !== null && side.type !== 'folder' && side.text === null;
}

function textOf(side: DiffSide | null): string {
  return side === null || side.type === 'folder' ? '' : (side.text ?? '');
}

function shapeOf(side: DiffSide | null): Shape | null {
  if (side === null) return null;
  return side.type === 'folder'
    ? { type: 'folder', mode: null, sha256: null }
    : { type: side.type, mode: side.mode, sha256: side.sha256 };
}

function hunksBetween(old: string, now: string): readonly Hunk[] {
  const maxEditLength = old === '' || now === '' ? Number.POSITIVE_INFINITY : MAX_EDITS;
  const patch = structuredPatch('', '', old, now, undefined, undefined, { context: 3, maxEditLength });
  if (patch === undefined) return [...hunksBetween(old, ''), ...hunksBetween('', now)];
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
    oldStart: startOf(oldStart, oldLines),
    oldLines,
    newStart: startOf(newStart, newLines),
    newLines,
    lines,
  }));
}

/** A side without lines is named by the line before it, as diff and git do. */
function startOf(start: number, lines: number): number {
  return lines === 0 ? start - 1 : start;
}
