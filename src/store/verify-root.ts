import { join } from 'node:path';
import type { Difference } from '../core/difference.ts';
import { isTemporary } from '../platform/atomic.ts';
import { isPlainFolder } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { iterationOf, type Workspace } from './layout.ts';
import { halfDerivedIn } from './seal.ts';

/** Everything that a workspace may hold besides versions and iterations. */
const KNOWN: readonly string[] = [
  ...[
    'results.tsv',
    'estimates.tsv',
    'run.json',
    'config.json',
    'state.json',
    'events.jsonl',
    'leaderboard.csv',
    'history.json',
  ],
  ...['best', 'final.json', 'certificate.json', 'calibration.json', 'report.md', 'report.pdf', 'plots'],
  ...['README.md', 'dashboard.html', 'lock'],
  ...['manifests', 'beliefs', 'candidate', 'passes', 'regrades', 'sealed', 'fallbacks', 'backups', 'blobs', 'prepared'],
  ...['judge-calibrations', 'directions', 'research_directions'],
];

export interface RootCheck {
  readonly differences: readonly Difference[];
  readonly leftovers: readonly string[];
}

/** What lies in a workspace and belongs to nothing, and what a killed process left half-written there. */
export async function verifyRoot(workspace: Workspace, inUse: boolean): Promise<RootCheck> {
  const names = await namesIn(workspace.root);
  const folders = ['manifests', 'beliefs'];
  const inside = await Promise.all([
    ...folders.map((folder) => leftIn(workspace, folder, (inFolder) => inFolder.filter(isTemporary))),
    ...names.filter(isIteration).map((folder) => leftIn(workspace, folder, halfDerivedIn)),
  ]);
  const leftovers = [...names.filter(isLeftover), ...inside.flat()];
  const extra = names.filter((name) => !isOurs(name) && !isLeftover(name) && !name.startsWith('.'));
  return {
    differences: extra.map((path) => ({ kind: 'extra', path })),
    leftovers: inUse ? [] : leftovers.sort(),
  };
}

async function leftIn(
  { root }: Workspace,
  folder: string,
  leftOf: (names: readonly string[]) => readonly string[],
): Promise<readonly string[]> {
  const names = (await isPlainFolder(join(root, folder))) ? await namesIn(join(root, folder)) : [];
  return leftOf(names).map((name) => join(folder, name));
}

function isIteration(name: string): boolean {
  return /^iteration-(0|[1-9]\d*)$/.test(name);
}

function isOurs(name: string): boolean {
  return KNOWN.includes(name) || iterationOf(name) !== null || isIteration(name);
}

/** Temporary files and trees, and the lock: when nobody holds it, its holder was killed. */
function isLeftover(name: string): boolean {
  return isTemporary(name) || /^\..*\.skillratchet-(partial|old)$/.test(name) || /^lock($|\.)/.test(name);
}
