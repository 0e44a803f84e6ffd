import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from 'hasha';
import { writeDurable } from '../platform/atomic.ts';
import { isMissing } from '../platform/errno.ts';
import { exists } from '../platform/exists.ts';
import { inBatches } from '../platform/tree-batches.ts';
import { walkTree } from '../platform/tree-walk.ts';
import type { Workspace } from './layout.ts';
import { readText } from './records.ts';

const SEAL = 'MANIFEST.sha256';

/** Derived from the rest and written anew at any time, so not covered. */
const DERIVED: readonly string[] = [SEAL, 'metrics.json', 'metric_history.csv', 'report.md'];

/**
 * Closes an iteration: its files lose their write bits, then `MANIFEST.sha256` lists their hashes as `sha256sum -c`
 * reads them, the last line being the manifest of the iteration before. A sealed iteration is left as it is.
 */
export async function sealIteration(workspace: Workspace, iteration: number): Promise<void> {
  const { dir, seal } = workspace.iteration(iteration);
  if (await exists(seal)) return;
  const files = await coveredFiles(dir);
  await inBatches(files, (path) => takeWriteBits(join(dir, path)));
  const previous = iteration === 0 ? [] : [`../iteration-${iteration - 1}/${SEAL}`];
  const lines = await inBatches([...files, ...previous], async (path) =>
    sealLine(path, await sha256Of(join(dir, path))),
  );
  await writeDurable(seal, lines.join(''));
  await takeWriteBits(seal);
}

export interface SealCheck {
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** Compares a sealed folder, and the seal of the one before, with its seal; null when it has none. Links are not covered. */
export async function checkSeal(dir: string): Promise<SealCheck | null> {
  const text = await readText(join(dir, SEAL));
  if (text === null) return null;
  const sealed = new Map(text.split('\n').flatMap((line) => parseSealLine(line) ?? []));
  const found = await inBatches([...sealed], async ([path, hash]) => {
    const now = await sha256IfThere(join(dir, path));
    return { path, state: now === null ? 'missing' : now === hash ? 'same' : 'changed' };
  });
  const pathsOf = (state: string) => found.filter((file) => file.state === state).map(({ path }) => path);
  const extra = (await coveredFiles(dir)).filter((path) => !sealed.has(path));
  return { changed: pathsOf('changed'), missing: pathsOf('missing'), extra };
}

async function coveredFiles(dir: string): Promise<readonly string[]> {
  const found = await walkTree(dir, () => true);
  return found.flatMap(({ path, kind }) => (kind === 'file' && !DERIVED.includes(path) ? [path] : []));
}

async function takeWriteBits(path: string): Promise<void> {
  const { mode } = await stat(path);
  await chmod(path, mode & 0o555);
}

/** GNU form: a name with a backslash or a line end is escaped, and its line begins with a backslash. */
function sealLine(path: string, hash: string): string {
  const escaped = path.replace(/[\\\n\r]/g, (character) => ESCAPES[character] ?? character);
  return `${escaped === path ? '' : '\\'}${hash}  ${escaped}\n`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r' };

/** One entry of a Map, or null for what is no line of a seal. */
function parseSealLine(line: string): readonly (readonly [string, string])[] | null {
  const match = /^(\\?)([0-9a-f]{64}) [ *](.+)$/.exec(line);
  if (match?.[2] === undefined || match[3] === undefined) return null;
  const path =
    match[1] === '' ? match[3] : match[3].replace(/\\([\\nr])/g, (_, code: string) => UNESCAPES[code] ?? code);
  return [[path, match[2]]];
}

const UNESCAPES: Readonly<Record<string, string>> = { '\\': '\\', n: '\n', r: '\r' };

async function sha256IfThere(path: string): Promise<string | null> {
  try {
    return await sha256Of(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function sha256Of(path: string): Promise<string> {
  return hashFile(path, { algorithm: 'sha256' });
}
