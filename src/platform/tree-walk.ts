import { isUtf8 } from 'node:buffer';
import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';

/**
 * What a folder says of one of its entries: `path` relative to the root of the walk, with `/`. The path of a misnamed
 * entry, whose name is no UTF-8, says only what it looks like.
 */
export interface Found {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link' | 'named pipe' | 'socket' | 'device' | 'misnamed';
}

/**
 * Everything below `root` in the order of the paths' bytes, links not followed; of a folder that `enter` refuses only
 * the folder itself.
 */
export async function walkTree(root: string, enter: (path: string) => boolean): Promise<readonly Found[]> {
  // A glob would do, but fast-glob takes a backslash in the root for a slash and then finds nothing.
  const found: Found[] = [];
  const ahead = [''];
  for (let folder = ahead.pop(); folder !== undefined; folder = ahead.pop()) {
    for (const entry of readdirSync(join(root, folder), { encoding: 'buffer', withFileTypes: true })) {
      const named = isUtf8(entry.name);
      const path = folder + entry.name.toString(named ? 'utf8' : 'latin1');
      const kind = named ? kindOf(entry) : 'misnamed';
      found.push({ path, kind });
      if (kind === 'folder' && enter(path)) ahead.push(`${path}/`);
    }
  }
  const keyed = found.map((item) => ({ item, key: Buffer.from(item.path) }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ item }) => item);
}

/** Compares two paths by their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function kindOf(entry: Dirent<Buffer>): Found['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return 'link';
  if (entry.isFIFO()) return 'named pipe';
  return entry.isSocket() ? 'socket' : 'device';
}

/** Says which entry of a tree cannot be part of a skill, and why. */
export function unfit(root: string, path: string, why: string): UserError {
  return new UserError('invalid_skill', `${JSON.stringify(path)} in ${root} ${why}.`, {
    hint: 'Remove it, or replace it by an ordinary file, and run the command again.',
  });
}
