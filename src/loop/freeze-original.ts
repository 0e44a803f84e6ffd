import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJson } from '../platform/atomic.ts';
import type { Workspace } from '../store/layout.ts';
import { freezeSnapshot, replaceTree } from '../store/snapshot.ts';
import { evalsFingerprint } from '../store/tree-hash.ts';

/**
 * Copies the skill into v0, the candidate and, for its evals, into `fallbacks/`. Only called before there is a run, so
 * that what an earlier start left half-done is thrown away: nothing was measured with it.
 */
export async function freezeOriginal(
  /** Folder of the skill. */
  original: string,
  workspace: Workspace,
): Promise<{ treeHash: string; evalsHash: string }> {
  const [v0, manifestPath] = [workspace.version('v0'), workspace.manifest('v0')];
  for (const leftover of [v0, manifestPath, workspace.fallbacks]) await rm(leftover, { recursive: true, force: true });
  const manifest = await freezeSnapshot({ from: original, to: v0, manifestPath, version: 'v0' });
  const evalsHash = evalsFingerprint(manifest.entries);
  const { fallbackEvals, fingerprint } = workspace;
  await cp(join(v0, 'evals'), fallbackEvals, { recursive: true, verbatimSymlinks: true });
  await writeJson(fingerprint, { schema_version: 1, evals_sha256: evalsHash });
  await replaceTree({ from: v0, to: workspace.candidate, manifest });
  return { treeHash: manifest.tree_hash, evalsHash };
}
