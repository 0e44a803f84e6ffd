import { hashTree } from '../platform/tree.ts';
import { readManifest, replaceTree } from '../store/snapshot.ts';
import type { Campaign } from './campaign.ts';

/** Makes `candidate/` the incumbent again, bit for bit. */
export async function putCandidate({ workspace }: Campaign, version: string): Promise<void> {
  const manifest = await readManifest(workspace.manifest(version));
  await replaceTree({ from: workspace.version(version), to: workspace.candidate, manifest });
}

/** Makes `candidate/` show the proposal in hand. */
export async function putTree({ workspace }: Campaign, tree: string): Promise<void> {
  await replaceTree({ from: tree, to: workspace.candidate, manifest: { entries: await hashTree(tree) } });
}
