import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from 'hasha';
import { inBatches } from './tree-batches.ts';
import { isExecutable } from './tree-diff.ts';
import { walkTree } from './tree-walk.ts';

/** sha256 of a file, or of all that a folder holds: names, kinds, contents, and whether a file may be executed. Links are not followed. */
export async function contentHash(path: string): Promise<string> {
  const found = (await lstat(path)).isDirectory() ? await walkTree(path, () => true) : null;
  const content =
    found === null
      ? await fileContent(path)
      : await inBatches(found, async (entry) => [
          entry.path,
          entry.kind,
          entry.kind === 'file' ? await fileContent(join(path, entry.path)) : null,
        ]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

async function fileContent(path: string): Promise<readonly [string, boolean]> {
  const [sha256, { mode }] = await Promise.all([hashFile(path, { algorithm: 'sha256' }), lstat(path)]);
  return [sha256, isExecutable(mode)];
}
