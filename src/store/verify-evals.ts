import { join, relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import { manifestSchema, type TreeEntry } from '../core/schema/manifest.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { hashTree } from '../platform/tree.ts';
import type { Workspace } from './layout.ts';
import { evalsFingerprint, isEvals } from './tree-hash.ts';
import type { Findings } from './verify-findings.ts';
import { entryDifferences } from './verify-tree.ts';

const OURS = 'fingerprint.json';

const fingerprintSchema = z.looseObject({ evals_sha256: z.string() });

/** Checks the evals as frozen in v0, and their copy in `fallbacks/`, against the fingerprint of the run. */
export async function verifyEvals(workspace: Workspace, run: RunRecord, findings: Findings): Promise<void> {
  const manifest = await findings.read(workspace.manifest('v0'), manifestSchema);
  if (manifest === null) return;
  const hash = evalsFingerprint(manifest.entries);
  const skill = { ...run.skill, tree_hash: manifest.tree_hash };
  findings.add(valueDifferences('run.json', run, { ...run, skill, evals_sha256: hash }));
  const found = await findings.attempt(workspace.fallbacks, () => fallbackEntries(workspace));
  const wanted = manifest.entries.filter(({ path }) => isEvals(path) && path !== 'evals').map(inFallbacks);
  findings.add(entryDifferences('fallbacks', wanted.filter(isNotOurs), (found ?? wanted).filter(isNotOurs)));
  const path = join(workspace.fallbacks, OURS);
  const stored = await findings.read(path, fingerprintSchema);
  findings.add(valueDifferences(relative(workspace.root, path), stored?.evals_sha256, hash));
}

/** Listed from the workspace, so that a link from the evals into the skill does not seem to leave its folder. */
async function fallbackEntries({ root, fallbacks }: Workspace): Promise<readonly TreeEntry[]> {
  const prefix = `${relative(root, fallbacks)}/`;
  const entries = await hashTree(root, { exclude: (path) => !path.startsWith(prefix) });
  return entries.map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }));
}

function inFallbacks(entry: TreeEntry): TreeEntry {
  return { ...entry, path: entry.path.slice('evals/'.length) };
}

function isNotOurs({ path }: TreeEntry): boolean {
  return path !== OURS;
}
