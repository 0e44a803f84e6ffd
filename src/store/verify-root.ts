import { join } from 'node:path';
import type { Difference } from '../core/difference.ts';
import { isTemporary } from '../platform/atomic.ts';
import { namesIn } from '../platform/names-in.ts';
import { iterationOf, type Workspace } from './layout.ts';

/** Everything that a workspace may hold besides versions and iterations. */
const KNOWN: readonly string[] = [
  ...['results.tsv', 'estimates.tsv', 'run.json', 'state.json', 'events.jsonl', 'leaderboard.csv', 'history.json'],
  ...['best', 'final.json', 'certificate.json', 'report.md', 'dashboard.html', 'lock'],
  ...['manifests', 'beliefs', 'candidate', 'passes', 'regrades', 'sealed', 'fallbacks', 'backups', 'blobs', 'prepared'],
  ...['directions', 'research_directions'],
];

export interface RootCheck {
  readonly differences: readonly Difference[];
  readonly leftovers: readonly string[];
}

/** What lies in a workspace and belongs to nothing, and what a killed process left half-written there. */
export async function verifyRoot(workspace: Workspace, inUse: boolean): Promise<RootCheck> {
  const names = await namesIn(workspace.root);
  const manifests = (await namesIn(join(workspace.root, 'manifests'))).filter(isTemporary);
  const leftovers = [...names.filter(isLeftover), ...manifests.map((name) => join('manifests', name))];
  const extra = names.filter((name) => !isOurs(name) && !isLeftover(name) && !name.startsWith('.'));
  return {
    differences: extra.map((path) => ({ kind: 'extra', path })),
    leftovers: inUse ? [] : leftovers.sort(),
  };
}

function isOurs(name: string): boolean {
  return KNOWN.includes(name) || iterationOf(name) !== null || /^iteration-(0|[1-9]\d*)$/.test(name);
}

/** Temporary files and trees, and the lock: when nobody holds it, its holder was killed. */
function isLeftover(name: string): boolean {
  return isTemporary(name) || /^\..*\.skillratchet-(partial|old)$/.test(name) || /^lock($|\.)/.test(name);
}
