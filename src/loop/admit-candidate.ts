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
import { replaceTree } from '../store/snapshot.ts';
import { treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import type { ProposalPart } from './proposal-part.ts';

export type Admitted = Pick<Proposal, 'tree_hash' | 'files_changed' | 'rejected'>;

/**
 * Stores an edited skill as `iteration-N/candidate/`, with the evals of v0, and says why it is worth no trial, if so.
 * A tree that cannot be a skill (a link that leaves it, a special file) is not stored: the incumbent stands in its place.
 */
export async function admitCandidate(part: ProposalPart, edited: string): Promise<Admitted> {
  const { campaign } = part;
  const incumbent = campaign.workspace.candidate;
  if (edited !== incumbent) await putEvalsBack(incumbent, edited);
  const impossible = await whyNoSkill(edited);
  const source = impossible === null ? edited : incumbent;
  const entries = await storeCandidate(part, source);
  const before = await hashTree(incumbent);
  const place = campaign.workspace.iteration(part.iteration.number);
  await writeDurable(place.patch, await patchBetween({ dir: incumbent, entries: before }, { dir: source, entries }));
  const tree_hash = treeHash(entries, { withEvals: false });
  return {
    tree_hash,
    files_changed: diffTrees(before, entries).map(({ path }) => path),
    rejected: impossible ?? sameAsEarlier(part, tree_hash) ?? (await newlyInvalid(campaign, edited)),
  };
}

async function putEvalsBack(from: string, to: string): Promise<void> {
  await cp(join(from, 'evals'), join(to, 'evals'), { recursive: true, verbatimSymlinks: true });
}

async function whyNoSkill(edited: string): Promise<string | null> {
  try {
    await hashTree(edited);
    return null;
  } catch (error) {
    return asInvalid(error);
  }
}

async function storeCandidate({ campaign, iteration }: ProposalPart, source: string): Promise<readonly TreeEntry[]> {
  const { dir, candidate } = campaign.workspace.iteration(iteration.number);
  const entries = await hashTree(source);
  await mkdir(dir, { recursive: true });
  await replaceTree({ from: source, to: candidate, manifest: { entries } });
  return entries;
}

function sameAsEarlier({ campaign, incumbent, earlier }: ProposalPart, tree: string): string | null {
  const same = earlier
    .filter(({ number, proposal }) => hashOf(campaign, number, proposal) === tree)
    .map(({ number }) => number);
  if (same.some((number) => incumbent === `v${number}`)) return 'drop: no change';
  return same[0] === undefined ? null : `drop: same as iteration ${same[0]}`;
}

function hashOf({ run }: Campaign, number: number, proposal: Proposal | null): string | null {
  return number === 0 ? run.skill.tree_hash : (proposal?.tree_hash ?? null);
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
