import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { diffTrees, isExecutable } from '../platform/tree-diff.ts';
import { quoteGitPath } from './git-path.ts';

export interface PatchSide {
  readonly dir: string;
  readonly entries: readonly TreeEntry[];
}

/** Lines that may change in a file; beyond them comparing takes seconds, and the old file goes and the new one comes. */
const MAX_EDITS = 1000;

/**
 * The differences between two trees as `git apply` takes them: text, links, the right to execute. Of a binary file
 * there is one line with its hashes, which git passes over; folders as such do not appear.
 */
export async function patchBetween(before: PatchSide, after: PatchSide): Promise<string> {
  const parts: string[] = [];
  for (const change of diffTrees(before.entries, after.entries)) {
    const [old, now] = await Promise.all([readSide(before.dir, change.before), readSide(after.dir, change.after)]);
    parts.push(filePatch(change.path, old, now));
  }
  return parts.join('');
}

/** One side of a file's patch; `text` is null for binary content. */
export interface Side {
  readonly mode: '100644' | '100755' | '120000';
  readonly text: string | null;
  readonly hash: string;
}

/** A file or link of a tree as a patch needs it; null for a folder, and where nothing is. */
export async function readSide(dir: string, entry: TreeEntry | null): Promise<Side | null> {
  if (entry === null || entry.type === 'folder') return null;
  if (entry.type === 'link') return { mode: '120000', text: entry.target, hash: 'link' };
  const text = decode(await readFile(join(dir, entry.path)));
  return { mode: isExecutable(entry.mode) ? '100755' : '100644', text, hash: entry.sha256 };
}

function filePatch(path: string, old: Side | null, now: Side | null): string {
  if (old === null && now === null) return '';
  if (old?.text === null || now?.text === null) {
    return `Binary file ${quoteGitPath(path)}: sha256 ${old?.hash ?? 'none'} -> ${now?.hash ?? 'none'}\n`;
  }
  const isOtherKind = old !== null && now !== null && (old.mode === '120000') !== (now.mode === '120000');
  const hunks = isOtherKind ? null : hunksBetween(old?.text ?? null, now?.text ?? null);
  if (hunks === null) return filePatch(path, old, null) + filePatch(path, null, now);
  const [a, b] = [quoteGitPath(`a/${path}`), quoteGitPath(`b/${path}`)];
  const names = hunks === '' ? '' : `--- ${named(old, a)}\n+++ ${named(now, b)}\n`;
  return `diff --git ${a} ${b}\n${modeLines(old, now)}${names}${hunks}`;
}

/** Null when the two have too little in common. */
function hunksBetween(old: string | null, now: string | null): string | null {
  const maxEditLength = old === null || now === null ? Number.POSITIVE_INFINITY : MAX_EDITS;
  const patch = structuredPatch('', '', old ?? '', now ?? '', undefined, undefined, { context: 3, maxEditLength });
  if (patch === undefined) return null;
  return patch.hunks.length === 0 ? '' : formatPatch(patch, OMIT_HEADERS);
}

function modeLines(old: Side | null, now: Side | null): string {
  if (old === null) return `new file mode ${now?.mode}\n`;
  if (now === null) return `deleted file mode ${old.mode}\n`;
  return old.mode === now.mode ? '' : `old mode ${old.mode}\nnew mode ${now.mode}\n`;
}

/** A tab ends a name that holds a blank. */
function named(side: Side | null, name: string): string {
  if (side === null) return '/dev/null';
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

function decode(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
