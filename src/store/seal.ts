import { chmodSync, statSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isTemporary, nameWhenWritten, writeDurable } from '../platform/atomic.ts';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { inBatches } from '../platform/tree-batches.ts';
import { contentOf } from '../platform/tree-files.ts';
import { type Found, walkTree } from '../platform/tree-walk.ts';
import type { Workspace } from './layout.ts';
import { readText } from './records.ts';
import { type Inventory, parseSeal, sealText } from './seal-lines.ts';

const SEAL = 'MANIFEST.sha256';

/** Derived from the rest and written anew at any time, so not covered, nor is what a kill left of such a writing. */
const DERIVED: readonly string[] = [SEAL, 'metrics.json', 'metric_history.csv', 'report.md'];

/**
 * Closes an iteration: its files lose their write bits, then `MANIFEST.sha256` lists their hashes as `sha256sum -c`
 * reads them, the last line being the manifest of the iteration before; links and empty folders stand in comments. Of
 * a sealed iteration only the seal itself loses its write bits, which a kill may have prevented.
 */
export async function sealIteration(workspace: Workspace, iteration: number): Promise<void> {
  const { dir, seal } = workspace.iteration(iteration);
  if (await exists(seal)) return takeWriteBits(seal);
  const found = withoutParents(await coveredIn(dir));
  await inBatches(found, ({ path, kind }) => (kind === 'file' ? takeWriteBits(join(dir, path)) : Promise.resolve()));
  const inventory = await inventoryOf(dir, [...found, ...previousSeal(iteration)]);
  await writeDurable(seal, sealText(inventory));
  await takeWriteBits(seal);
}

export interface SealCheck {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Compares a sealed folder, and the seal of the one before, with its seal; null when it has none. */
export async function checkSeal(dir: string): Promise<SealCheck | null> {
  const text = await readText(join(dir, SEAL));
  if (text === null) return null;
  const sealed = parseSeal(text);
  const paths = [...sealed.keys()];
  const found = await coveredIn(dir);
  const outside = paths.filter((path) => path.startsWith('../')).map((path): Found => ({ path, kind: 'file' }));
  const now = await inventoryOf(dir, [...found, ...outside]);
  return {
    changed: paths.filter((path) => now.has(path) && now.get(path) !== sealed.get(path)),
    missing: paths.filter((path) => !now.has(path)),
    extra: withoutParents(found).flatMap(({ path }) => (sealed.has(path) ? [] : [path])),
  };
}

/** Whether a file of a sealed folder is what was sealed; true where there is no seal, or none of that file. */
export async function isAsSealed(dir: string, path: string): Promise<boolean> {
  const sealed = parseSeal((await readText(join(dir, SEAL))) ?? '').get(path);
  return sealed === undefined || sealed === (await sha256IfThere(join(dir, path)));
}

/** Everything in an iteration's folder that is not derived. */
async function coveredIn(dir: string): Promise<readonly Found[]> {
  return (await walkTree(dir, () => true)).filter(({ path }) => !DERIVED.includes(nameWhenWritten(path)));
}

/** What a kill left half-written of the derived files in an iteration's folder. */
export function halfDerivedIn(names: readonly string[]): readonly string[] {
  return names.filter((name) => isTemporary(name) && DERIVED.includes(nameWhenWritten(name)));
}

/** Without the folders that hold something, which need no mention. */
function withoutParents(found: readonly Found[]): readonly Found[] {
  const parents = new Set(found.map(({ path }) => dirname(path)));
  return found.filter(({ path }) => !parents.has(path));
}

/** What each of the entries is now; those that are not there are left out. */
async function inventoryOf(dir: string, entries: readonly Found[]): Promise<Inventory> {
  const lines = await inBatches(
    entries,
    async ({ path, kind }) => [path, await describe(join(dir, path), kind)] as const,
  );
  return new Map(lines.flatMap(([path, what]) => (what === null ? [] : [[path, what]])));
}

async function describe(path: string, kind: Found['kind']): Promise<string | null> {
  if (kind === 'link') return `link ${await readlink(path)}`;
  return kind === 'file' ? sha256IfThere(path) : kind;
}

function previousSeal(iteration: number): readonly Found[] {
  return iteration === 0 ? [] : [{ path: `../iteration-${iteration - 1}/${SEAL}`, kind: 'file' }];
}

/** Takes the right to write from a file that has it. */
async function takeWriteBits(path: string): Promise<void> {
  const { mode } = statSync(path);
  if ((mode & 0o222) !== 0) chmodSync(path, mode & 0o555);
}

async function sha256IfThere(path: string): Promise<string | null> {
  try {
    return (await contentOf(path, statSync(path).size)).sha256;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
