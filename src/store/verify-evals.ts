import { relative } from 'node:path';
import { z } from 'zod';
import { valueDifferences } from '../core/difference.ts';
import { manifestSchema } from '../core/schema/manifest.ts';
import type { RunRecord } from '../core/schema/run.ts';
import { hashTree } from '../platform/tree.ts';
import type { Workspace } from './layout.ts';
import { evalsFingerprint, isEvals } from './tree-hash.ts';
import type { Findings } from './verify-findings.ts';
import { entryDifferences } from './verify-tree.ts';

const FINGERPRINT = 'fingerprint.json';

const fingerprintSchema = z.looseObject({ evals_sha256: z.string() });

/** Checks the evals as frozen in v0, and their copy in `fallbacks/`, against the fingerprint of the run. */
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
      (found ?? wanted).filter(({ path }) => path !== FINGERPRINT),
    ),
  );
  const stored = await findings.read(workspace.fingerprint, fingerprintSchema);
  findings.add(valueDifferences(relative(workspace.root, workspace.fingerprint), stored?.evals_sha256, hash));
}
