import { mkdtempSync, realpathSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from './tree-remove.ts';

/** Number of characters that mkdtemp adds. */
const RANDOM_LENGTH = 6;

/** Makes a folder below `base` (the system's temp folder) that only we may enter; returns its real path. */
export async function createScratch(runId: string, base: string = tmpdir()): Promise<string> {
  return mkdtempSync(join(realpathSync.native(base), prefixOf(runId)));
}

/** Removes the scratch folders that a killed process left of this run; returns how many. */
export async function sweepScratch(runId: string, base: string = tmpdir()): Promise<number> {
  const prefix = prefixOf(runId);
  const names = (await readdir(base)).filter(
    (name) => name.startsWith(prefix) && name.length === prefix.length + RANDOM_LENGTH,
  );
  for (const name of names) await removeTree(join(base, name));
  return names.length;
}

function prefixOf(runId: string): string {
  return `skillratchet-${runId}-`;
}
