import { UserError } from '../core/errors.ts';
import type { Manifest, TreeEntry } from '../core/schema/manifest.ts';
import { hashTree } from '../platform/tree.ts';
import { foreignVersions, isForeign } from './foreign.ts';
import { iterationOf, versionOf, type Workspace } from './layout.ts';
import { readText } from './records.ts';
import { parseRows } from './results.ts';
import { versionsIn } from './run-state.ts';
import { type DatedManifest, readManifest } from './snapshot.ts';
import { treeHash } from './tree-hash.ts';

export interface Version {
  readonly name: string;
  readonly manifest: DatedManifest;
  /** False when the manifest was made from the folder just now, because another tool wrote the workspace and has none. */
  readonly verified: boolean;
}

/** The versions of a workspace. */
export interface Versions {
  /** The version that a person means: `v3`, or `best`. Throws a UserError that lists what there is. */
  named(name: string): Version;
  /** Whether a whole tree, evals included, equals a version. */
  holdsTree(entries: readonly TreeEntry[]): boolean;
  /** Whether a skill, evals left aside, equals a version. */
  holdsSkill(entries: readonly TreeEntry[]): boolean;
  /** Of each version, its evals left aside. */
  treeHashes(): readonly string[];
}

export async function openVersions(workspace: Workspace): Promise<Versions> {
  const foreign = await isForeign(workspace);
  const names = foreign ? await foreignVersions(workspace) : await versionsIn(workspace);
  const versions = await Promise.all(
    names.map(async (name) => ({
      name,
      manifest: foreign ? await hashedManifest(workspace, name) : await readManifest(workspace.manifest(name)),
      verified: !foreign,
    })),
  );
  const best = (await readText(workspace.best))?.trim() ?? (await lastKept(workspace));
  const holds = (entries: readonly TreeEntry[], withEvals: boolean): boolean =>
    versions.some(({ manifest }) => treeHash(manifest.entries, { withEvals }) === treeHash(entries, { withEvals }));
  return {
    named(name) {
      const wanted = name === 'best' ? best : name;
      const found = versions.find((version) => version.name === wanted);
      if (found === undefined) throw noVersion(name, names);
      return found;
    },
    holdsTree: (entries) => holds(entries, true),
    holdsSkill: (entries) => holds(entries, false),
    treeHashes: () => versions.map(({ manifest }) => treeHash(manifest.entries, { withEvals: false })),
  };
}

/** The incumbent as `results.tsv` tells it, where no file `best` does. */
async function lastKept(workspace: Workspace): Promise<string | null> {
  const { rows } = parseRows((await readText(workspace.results)) ?? '');
  const kept = rows.findLast(({ action }) => action !== 'reverted');
  return kept === undefined ? null : versionOf(kept.iteration);
}

async function hashedManifest(workspace: Workspace, version: string): Promise<Manifest> {
  const entries = await hashTree(workspace.version(version));
  return { schema_version: 1, version, tree_hash: treeHash(entries, { withEvals: false }), entries };
}

function noVersion(name: string, names: readonly string[]): UserError {
  const reverted = iterationOf(name) !== null && names.length > 0 ? ' Only kept iterations have a version.' : '';
  return new UserError('usage', `There is no version ${JSON.stringify(name)}.${reverted}`, {
    hint: names.length === 0 ? 'The workspace holds no version yet.' : `There are ${names.join(', ')} and best.`,
  });
}
