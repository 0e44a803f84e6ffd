import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { errnoOf } from './errno.ts';

/** Entries after which others get their turn. */
const AT_ONCE = 500;

/**
 * Bytes of all files below some folders, links not followed; of a sparse file those that it seems to have. Counting
 * ends beyond `enough`. What vanishes or cannot be read in the meantime counts as nothing.
 */
export async function folderBytes(folders: readonly string[], enough: number): Promise<number> {
  const ahead = [...folders];
  let [bytes, seen] = [0, 0];
  for (let folder = ahead.pop(); folder !== undefined && bytes <= enough; folder = ahead.pop()) {
    for (const name of entriesIn(folder)) {
      const path = join(folder, name);
      const found = tolerant(() => lstatSync(path, { throwIfNoEntry: false }));
      if (found?.isDirectory()) ahead.push(path);
      else if (found?.isFile()) bytes += found.size;
      seen += 1;
      if (seen % AT_ONCE === 0) await nextTurn();
    }
  }
  return bytes;
}

function entriesIn(folder: string): readonly string[] {
  return tolerant(() => readdirSync(folder)) ?? [];
}

function tolerant<Result>(look: () => Result): Result | null {
  try {
    return look();
  } catch (error) {
    if (errnoOf(error) !== null) return null;
    throw error;
  }
}
