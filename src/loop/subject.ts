import type { IterationState } from '../store/run-state.ts';
import type { Campaign } from './campaign.ts';

/** What a pass measures: the tree that an iteration scores. */
export interface Subject {
  readonly iteration: number;
  /** Folder of the tree. Absolute. */
  readonly tree: string;
  readonly treeHash: string;
}

/** The subject of the baseline. */
export function originalOf({ workspace, run }: Campaign): Subject {
  return { iteration: 0, tree: workspace.version('v0'), treeHash: run.skill.tree_hash };
}

/** The hash of the tree that an iteration scored; null while it has no proposal. */
export function treeHashOf(
  { run }: Pick<Campaign, 'run'>,
  { number, proposal }: Pick<IterationState, 'number' | 'proposal'>,
): string | null {
  return number === 0 ? run.skill.tree_hash : (proposal?.tree_hash ?? null);
}
