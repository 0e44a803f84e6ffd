import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { TreeEntry } from '../core/schema/manifest.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { writeDurable } from '../platform/atomic.ts';
import { hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import { patchBetween } from '../store/patch.ts';
import { loadSkill } from '../store/skill.ts';
import { newProblems } from '../store/skill-rules.ts';
import { checkSkillSize } from '../store/skill-size.ts';
import { replaceTree } from '../store/snapshot.ts';
import { treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import type { ProposalPart } from './proposal-part.ts';
import { treeHashOf } from './subject.ts';

export type Admitted = Pick<Proposal, 'tree_hash' | 'files_changed' | 'rejected'>;

/**
 * Stores an edited skill as `iteration-N/candidate/`, with the evals of v0, and says why it is worth no trial, if so.
 * A tree that cannot be a skill (a link that leaves it, a special file) is not stored: the incumbent stands in its place.
 */
export async function admitCandidate(part: ProposalPart, edited: string): Promise<Admitted> {
  const { campaign } = part;
  const incumbent = campaign.workspace.candidate;
  if (edited !== incumbent) await putEvalsBack(incumbent, edited);
  const before = await hashTree(incumbent);
  const read = await readEdit(edited);
  const [source, entries] = read.impossible === null ? [edited, read.entries] : [incumbent, before];
  await storeCandidate(part, source, entries);
  const place = campaign.workspace.iteration(part.iteration.number);
  await writeDurable(place.patch, await patchBetween({ dir: incumbent, entries: before }, { dir: source, entries }));
  const tree_hash = treeHash(entries, { withEvals: false });
  return {
    tree_hash,
    files_changed: diffTrees(before, entries).map(({ path }) => path),
    rejected: read.impossible ?? sameAsEarlier(part, tree_hash) ?? (await newlyInvalid(campaign, edited)),
  };
}

async function putEvalsBack(from: string, to: string): Promise<void> {
  await cp(join(from, 'evals'), join(to, 'evals'), { recursive: true, verbatimSymlinks: true });
}

type Edit =
  | { readonly impossible: null; readonly entries: readonly TreeEntry[] }
  /** Why the tree cannot be a skill. */
  | { readonly impossible: string };

async function readEdit(edited: string): Promise<Edit> {
  try {
    await checkSkillSize(edited);
    return { impossible: null, entries: await hashTree(edited) };
  } catch (error) {
    return { impossible: asInvalid(error) };
  }
}

async function storeCandidate(
  { campaign, iteration }: ProposalPart,
  source: string,
  entries: readonly TreeEntry[],
): Promise<void> {
  const { dir, candidate } = campaign.workspace.iteration(iteration.number);
  await mkdir(dir, { recursive: true });
  await replaceTree({ from: source, to: candidate, manifest: { entries: [...entries] } });
}

function sameAsEarlier({ campaign, incumbent, earlier }: ProposalPart, tree: string): string | null {
  const same = earlier.filter((one) => treeHashOf(campaign, one) === tree).map(({ number }) => number);
  if (same.some((number) => incumbent === `v${number}`)) return 'drop: no change';
  return same[0] === undefined ? null : `drop: same as iteration ${same[0]}`;
}

/** A problem that v0 already had never rejects a candidate. */
async function newlyInvalid({ skill }: Campaign, edited: string): Promise<string | null> {
  try {
    const candidate = await loadSkill(edited, { folderName: skill.folderName });
    const [first] = newProblems(skill.diagnostics, candidate.diagnostics);
    return first === undefined ? null : `drop: invalid skill: ${first.message}`;
  } catch (error) {
    return asInvalid(error);
  }
}

function asInvalid(error: unknown): string {
  if (error instanceof UserError) return `drop: invalid skill: ${error.message}`;
  throw error;
}
