import { join } from 'node:path';
import type { Difference } from '../core/difference.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import { exists } from '../platform/exists.ts';
import { hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';

/** Where the folder `path` below `root` is not what `entries` say: contents, links, folders, the right to execute. */
export async function verifyTree(
  root: string,
  path: string,
  entries: readonly TreeEntry[],
): Promise<readonly Difference[]> {
  if (!(await exists(join(root, path)))) return [{ kind: 'missing', path }];
  return entryDifferences(path, entries, await hashTree(join(root, path)));
}

/** Where the entries that a folder has differ from those it must have. */
export function entryDifferences(
  path: string,
  wanted: readonly TreeEntry[],
  found: readonly TreeEntry[],
): readonly Difference[] {
  return diffTrees(wanted, found).map(({ path: name, before, after }) => ({
    kind: before === null ? 'extra' : after === null ? 'missing' : 'changed',
    path: `${path}/${name}`,
  }));
}
