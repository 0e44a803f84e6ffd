import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import { inBatches } from '../platform/tree-batches.ts';
import { listTree } from '../platform/tree-list.ts';

/** Bytes: a file above this is data or a build product that was left in the folder by mistake. */
const MAX_FILE = 100_000_000;

/** Bytes of all files together: every trial gets a copy of the skill, and every iteration keeps one. */
const MAX_SKILL = 1_000_000_000;

/**
 * Refuses a skill that is too large to be copied for every trial: a file above 100 MB, or 1 GB in all. Throws a
 * UserError `invalid_skill` that names the file, or the largest ones.
 */
export async function checkSkillSize(dir: string): Promise<void> {
  const { entries } = await listTree(dir);
  const paths = entries.flatMap(({ path, type }) => (type === 'file' ? [path] : []));
  const files = await inBatches(paths, async (path) => ({ path, bytes: (await lstat(join(dir, path))).size }));
  const bySize = files.sort((a, b) => b.bytes - a.bytes);
  const [largest] = bySize;
  if (largest !== undefined && largest.bytes > MAX_FILE) {
    throw tooLarge(`${named(largest)} in ${dir}; a file of a skill may have ${megabytes(MAX_FILE)}`);
  }
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAX_SKILL) return;
  const most = bySize.slice(0, 3).map(named).join(', ');
  throw tooLarge(
    `${dir} has ${megabytes(total)}; a skill may have ${megabytes(MAX_SKILL)}. The largest files: ${most}`,
  );
}

function named({ path, bytes }: { readonly path: string; readonly bytes: number }): string {
  return `${JSON.stringify(path)} has ${megabytes(bytes)}`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1_000_000)} MB`;
}

function tooLarge(what: string): UserError {
  return new UserError('invalid_skill', `${what}.`, {
    hint: 'Take it out of the folder; what an agent needs of it can be fetched by a script.',
  });
}
