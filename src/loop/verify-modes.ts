import type { Difference } from '../core/difference.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { diffTrees, type TreeChange } from '../platform/tree-diff.ts';
import { evalsFingerprint, treeHash } from '../store/tree-hash.ts';

/** A tree that was scored, as it stands, and what is recorded of it. */
export interface ScoredTree {
  /** Its folder, relative to the workspace. */
  readonly path: string;
  readonly entries: readonly TreeEntry[];
  /** What the proposal began with. */
  readonly parent: readonly TreeEntry[];
  readonly proposal: Proposal;
  readonly evalsSha256: string;
}

/**
 * The files of a scored tree that lost or got the right to execute since they were scored. A seal says nothing of it,
 * and the hash of the tree only that some file did.
 */
export function modeDifferences(scored: ScoredTree): readonly Difference[] {
  const { path, entries, parent, proposal, evalsSha256 } = scored;
  const isSame = treeHash(entries, { withEvals: false }) === proposal.tree_hash;
  if (isSame && evalsFingerprint(entries) === evalsSha256) return [];
  const changes = new Map(diffTrees(parent, entries).map((change) => [change.path, change]));
  const altered = entries.filter((entry) => entry.type === 'file' && isAltered(entry, changes.get(entry.path), scored));
  return altered.map((entry) => ({ kind: 'changed', path: `${path}/${entry.path}` }));
}

function isAltered(
  file: Extract<TreeEntry, { type: 'file' }>,
  change: TreeChange | undefined,
  { entries, proposal }: ScoredTree,
): boolean {
  const isRecorded = proposal.files_changed.includes(file.path);
  if (!isRecorded) return change?.before?.type === 'file' && change.before.sha256 === file.sha256;
  if (change === undefined) return true;
  const other = entries.map((entry) => (entry === file ? { ...file, mode: file.mode ^ 0o100 } : entry));
  return treeHash(other, { withEvals: false }) === proposal.tree_hash;
}
