import { dirname, join, relative } from 'node:path';
import { type Difference, valueDifferences } from '../core/difference.ts';
import { manifestSchema } from '../core/schema/manifest.ts';
import { isTemporary } from '../platform/atomic.ts';
import { exists } from '../platform/exists.ts';
import { namesIn } from '../platform/names-in.ts';
import { iterationOf, type Workspace } from './layout.ts';
import { treeHash } from './tree-hash.ts';
import type { Findings } from './verify-findings.ts';
import { verifyTree } from './verify-tree.ts';

export interface ExpectedVersions {
  /** Those of the kept iterations. */
  readonly required: readonly string[];
  /** Those that may be there: of iterations that are not closed yet, or whose decision is not known. */
  readonly allowed: readonly string[];
}

/** Checks every version against its manifest, and that there is one of each kept iteration only; returns how many there are. */
export async function verifyVersions(
  workspace: Workspace,
  { required, allowed }: ExpectedVersions,
  findings: Findings,
): Promise<number> {
  const folders = (await namesIn(workspace.root)).filter((name) => iterationOf(name) !== null);
  const manifests = (await namesIn(manifestFolder(workspace))).filter((name) => !isTemporary(name));
  const described = manifests.map((name) => name.replace(/\.json$/, '')).filter((name) => iterationOf(name) !== null);
  const found = [...new Set([...folders, ...described])];
  findings.add(manifests.filter((name) => !isManifest(name)).map((name) => extra(join('manifests', name))));
  findings.add(found.filter((name) => !required.includes(name) && !allowed.includes(name)).map(extra));
  for (const name of new Set([...required, ...found])) await verifyVersion(workspace, name, findings);
  return found.length;
}

function manifestFolder(workspace: Workspace): string {
  return dirname(workspace.manifest('v0'));
}

function isManifest(name: string): boolean {
  return name.endsWith('.json') && iterationOf(name.slice(0, -'.json'.length)) !== null;
}

function extra(path: string): Difference {
  return { kind: 'extra', path };
}

async function verifyVersion(workspace: Workspace, name: string, findings: Findings): Promise<void> {
  const { root } = workspace;
  const path = workspace.manifest(name);
  const file = relative(root, path);
  if (!(await exists(path))) findings.add([{ kind: 'missing', path: file }]);
  const manifest = await findings.read(path, manifestSchema);
  if (manifest === null) return;
  const computed = { ...manifest, version: name, tree_hash: treeHash(manifest.entries, { withEvals: false }) };
  findings.add(valueDifferences(file, manifest, computed));
  const differences = await findings.attempt(workspace.version(name), () => verifyTree(root, name, manifest.entries));
  findings.add(differences ?? []);
}
