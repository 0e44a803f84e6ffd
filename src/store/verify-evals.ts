import { relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import { manifestSchema } from '../core/schema/manifest.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { hashTree } from '../platform/tree.ts';
import { verifyCanary } from './canary.ts';
import type { Workspace } from './layout.ts';
import { evalsFingerprint, isEvals } from './tree-hash.ts';
import type { Findings } from './verify-findings.ts';
import { entryDifferences } from './verify-tree.ts';

/** What stands beside the evals in `fallbacks/`. */
const BESIDE: readonly string[] = ['fingerprint.json', 'canary'];

const fingerprintSchema = z.looseObject({ evals_sha256: z.string() });

/** Checks the evals as frozen in v0, and their copy in `fallbacks/`, against the fingerprint of the run; and the canaries. */
export async function verifyEvals(workspace: Workspace, run: RunRecord, findings: Findings): Promise<void> {
  const manifest = await findings.read(workspace.manifest('v0'), manifestSchema);
  if (manifest === null) return;
  const hash = evalsFingerprint(manifest.entries);
  const skill = { ...run.skill, tree_hash: manifest.tree_hash };
  findings.add(valueDifferences('run.json', run, { ...run, skill, evals_sha256: hash }));
  // Hashed from the folder above, so that a link from the evals into the skill does not seem to leave its folder.
  const found = await findings.attempt(workspace.fallbacks, () => hashTree(workspace.fallbacks));
  const wanted = manifest.entries.filter(({ path }) => isEvals(path));
  findings.add(
    entryDifferences(
      'fallbacks',
      wanted,
      (found ?? wanted).filter(({ path }) => !BESIDE.includes(path)),
    ),
  );
  const stored = await findings.read(workspace.fingerprint, fingerprintSchema);
  findings.add(valueDifferences(relative(workspace.root, workspace.fingerprint), stored?.evals_sha256, hash));
  findings.add(await verifyCanary(workspace, run));
}
