import type { TreeEntry } from '../core/schema/manifest.ts';
import { byBytes } from './tree-walk.ts';

/** One path at which two trees differ; null where the entry is not there. */
export type TreeChange =
  | { readonly path: string; readonly before: null; readonly after: TreeEntry }
  | { readonly path: string; readonly before: TreeEntry; readonly after: TreeEntry | null };

/** What makes an entry the same in two trees: path, type, whether it may be executed, content or link target. */
export function identityOf(entry: TreeEntry): string {
  switch (entry.type) {
    case 'file':
      return JSON.stringify([entry.path, entry.type, isExecutable(entry.mode), entry.sha256]);
    case 'folder':
      return JSON.stringify([entry.path, entry.type]);
    case 'link':
      return JSON.stringify([entry.path, entry.type, entry.target]);
  }
}

/** The paths at which two trees differ, in the order of their bytes. Of the modes only the right to execute counts. */
export function diffTrees(before: readonly TreeEntry[], after: readonly TreeEntry[]): TreeChange[] {
  const [old, now] = [byPath(before), byPath(after)];
  const gone = before.flatMap((entry): TreeChange[] => {
    const other = now.get(entry.path) ?? null;
    const same = other !== null && identityOf(entry) === identityOf(other);
    return same ? [] : [{ path: entry.path, before: entry, after: other }];
  });
  const added = after.filter(({ path }) => !old.has(path));
  const changes = [...gone, ...added.map((entry): TreeChange => ({ path: entry.path, before: null, after: entry }))];
  return changes.sort((a, b) => byBytes(a.path, b.path));
}

/** Whether the owner may execute a file of that mode; the one permission that is part of a skill's identity. */
export function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0;
}

function byPath(entries: readonly TreeEntry[]): ReadonlyMap<string, TreeEntry> {
  return new Map(entries.map((entry) => [entry.path, entry]));
}
