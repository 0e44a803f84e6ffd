import { iterationOf, type TrialsPlace } from '../store/layout.ts';
import type { IterationState } from '../store/run-state.ts';
import { checkSnapshot, readManifest } from '../store/snapshot.ts';
import type { Campaign } from './campaign.ts';

/** What a pass measures: one version of the skill, and where its trials are kept. */
export interface Subject {
  /** The iteration that made the version. */
  readonly iteration: number;
  /** Why it is measured: `iteration`, or a pass that belongs to none, such as `final-1`. Part of each call's seed. */
  readonly purpose: string;
  /** What stands in the seeds for it, where calls get the seeds that others had. */
  readonly seedPurpose?: string;
  /** Folder of the tree. Absolute. */
  readonly tree: string;
  /** False where executors are given no skill, to see what they can do by themselves. */
  readonly installed: boolean;
  readonly treeHash: string;
  readonly place: TrialsPlace;
}

/** The subject of the baseline. */
export function originalOf(campaign: Campaign): Subject {
  const { workspace, run } = campaign;
  return iterationSubject(campaign, { number: 0, tree: workspace.version('v0'), treeHash: run.skill.tree_hash });
}

/** The subject of an iteration that has a candidate. */
export function candidateOf(campaign: Campaign, number: number, treeHash: string): Subject {
  return iterationSubject(campaign, { number, tree: campaign.workspace.iteration(number).candidate, treeHash });
}

/** The subject of a pass that belongs to no iteration. A UserError `invalid_workspace` when the version is not what it was. */
export async function passOf(campaign: Campaign, purpose: string, version: string): Promise<Subject> {
  const { workspace } = campaign;
  const [manifest, tree] = [await readManifest(workspace.manifest(version)), workspace.version(version)];
  await checkSnapshot(tree, manifest);
  const place = purpose.startsWith('submit')
    ? workspace.sealedPass(purpose, version)
    : workspace.pass(purpose, version);
  return { iteration: iterationOf(version) ?? 0, purpose, tree, installed: true, treeHash: manifest.tree_hash, place };
}

function iterationSubject(
  { workspace }: Campaign,
  { number, tree, treeHash }: { readonly number: number; readonly tree: string; readonly treeHash: string },
): Subject {
  return {
    iteration: number,
    purpose: 'iteration',
    tree,
    installed: true,
    treeHash,
    place: workspace.iteration(number),
  };
}

/** The hash of the tree that an iteration scored; null while it has no proposal. */
export function treeHashOf(
  { run }: Pick<Campaign, 'run'>,
  { number, proposal }: Pick<IterationState, 'number' | 'proposal'>,
): string | null {
  return number === 0 ? run.skill.tree_hash : (proposal?.tree_hash ?? null);
}
