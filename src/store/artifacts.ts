import { stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { hashFile } from 'hasha';
import { exists } from '../platform/exists.ts';
import { inBatches } from '../platform/tree-batches.ts';
import { walkTree } from '../platform/tree-walk.ts';

export interface Artifact {
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** Every file below `dir` by its path relative to `root`, with size and hash; links and special files are left out. */
export async function artifactsIn(root: string, dir: string): Promise<Readonly<Record<string, Artifact>>> {
  const found = (await exists(dir)) ? await walkTree(dir, () => true) : [];
  const files = found.filter(({ kind }) => kind === 'file').map(({ path }) => join(dir, path));
  const artifacts = await inBatches(files, async (path) => {
    const [{ size }, sha256] = await Promise.all([stat(path), hashFile(path, { algorithm: 'sha256' })]);
    return [relative(root, path), { size, sha256 }] as const;
  });
  return Object.fromEntries(artifacts);
}
