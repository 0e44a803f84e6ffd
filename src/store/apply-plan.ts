import type { TreeEntry } from '../core/schema/manifest.ts';
import { diffTrees, type TreeChange } from '../platform/tree-diff.ts';
import { withoutEvals } from './tree-hash.ts';

/** What `apply` does to a skill, in this order. Folders stand before what they hold where they are made, after it where they go. */
export interface ApplyPlan {
  /** Goes first, because a new entry needs the place. */
  readonly clear: readonly TreeEntry[];
  /** New and changed entries. */
  readonly write: readonly TreeEntry[];
  /** Files of which only the right to execute changes. */
  readonly mode: readonly Extract<TreeEntry, { type: 'file' }>[];
  readonly remove: readonly TreeEntry[];
}

/** How to make the tree `current` into `wanted`, but for its `evals/`, which stay. Pure. */
export function planApply(current: readonly TreeEntry[], wanted: readonly TreeEntry[]): ApplyPlan {
  const changes = diffTrees(withoutEvals(current), withoutEvals(wanted));
  const mode = changes.flatMap((change) => (isModeOnly(change) && change.after?.type === 'file' ? [change.after] : []));
  const write = changes.flatMap((change) => (change.after === null || isModeOnly(change) ? [] : [change.after]));
  const gone = changes.flatMap((change) => (change.before !== null && goes(change) ? [change.before] : [])).reverse();
  const inTheWay = (entry: TreeEntry) => changes.some((change) => takesPlaceOf(change, entry));
  return { clear: gone.filter(inTheWay), write, mode, remove: gone.filter((entry) => !inTheWay(entry)) };
}

function isModeOnly({ before, after }: TreeChange): boolean {
  return before?.type === 'file' && after?.type === 'file' && before.sha256 === after.sha256;
}

function goes({ before, after }: TreeChange): boolean {
  return after === null || isOtherKind(before, after);
}

/** A folder cannot be replaced by a rename, nor can it replace anything. */
function isOtherKind(before: TreeEntry | null, after: TreeEntry): boolean {
  return before !== null && before.type !== after.type && (before.type === 'folder' || after.type === 'folder');
}

/** The new entry stands where the old one or a folder around it is, under names that some systems take for the same. */
function takesPlaceOf({ path, before, after }: TreeChange, entry: TreeEntry): boolean {
  if (after === null || (before !== null && !isOtherKind(before, after))) return false;
  const [taken, old] = [foldedName(path), foldedName(entry.path)];
  return old === taken || old.startsWith(`${taken}/`);
}

function foldedName(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
