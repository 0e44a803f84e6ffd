import { chmod, cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../core/errors.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { writeDurable } from '../platform/atomic.ts';
import { hashTree } from '../platform/tree.ts';
import { diffTrees } from '../platform/tree-diff.ts';
import { type PatchSide, patchBetween } from '../store/patch.ts';
import { onlyRemoves } from '../store/patch-lines.ts';
import { loadSkill } from '../store/skill.ts';
import { newProblems } from '../store/skill-rules.ts';
import { checkSkillSize } from '../store/skill-size.ts';
import { readManifest, replaceTree } from '../store/snapshot.ts';
import { isEvals, treeHash } from '../store/tree-hash.ts';
import type { Campaign } from './campaign.ts';
import { checkScripts } from './check-scripts.ts';
import { leakInFolder, leakReason } from './find-leak.ts';
import { sizeRejection, skillSize } from './guard-size.ts';
import type { ProposalPart } from './proposal-part.ts';
import { treeHashOf } from './subject.ts';
import { tellChanges } from './tell-changes.ts';
import { warnOfQuotes } from './warn-of-quotes.ts';

export type Admitted = Pick<Proposal, 'tree_hash' | 'files_changed' | 'shrinks' | 'skill_size' | 'rejected'>;

/**
 * Stores an edited skill as `iteration-N/candidate/`, with the evals of v0, and says why it is worth no trial, if so.
 * A tree that cannot be a skill (a link that leaves it, a special file) is not stored: the incumbent stands in its
 * place, as where there is no edit at all (null).
 */
export async function admitCandidate(part: ProposalPart, edited: string | null): Promise<Admitted> {
  const { campaign } = part;
  const parent = await incumbentTree(part);
  if (edited !== null) await putEvalsBack(parent, edited);
  const read = edited === null ? { impossible: null, ...parent } : await readEdit(edited);
  const leak = read.impossible === null ? await leakInTree(campaign, read.dir) : null;
  const stored = read.impossible === null ? read : parent;
  await storeCandidate(part, stored);
  const place = campaign.workspace.iteration(part.iteration.number);
  const patch = await patchBetween(parent, stored);
  await writeDurable(place.patch, patch);
  await warnOfQuotes(campaign, parent, stored);
  const danger = await checkScripts(campaign, parent, stored);
  const changes = diffTrees(parent.entries, stored.entries);
  await tellChanges(part, changes);
  const tree_hash = treeHash(stored.entries, { withEvals: false });
  const files_changed = changes.map(({ path }) => path);
  const fault = read.impossible ?? leak ?? settingsIn(files_changed);
  const skill_size = await skillSize(stored.dir);
  return {
    tree_hash,
    files_changed,
    shrinks: onlyRemoves(patch),
    skill_size,
    rejected:
      fault ??
      sameAsEarlier(part, tree_hash) ??
      (await newlyInvalid(campaign, stored.dir)) ??
      danger ??
      sizeRejection(campaign.run.config.guardrails, skill_size),
  };
}

/** Limits belong to whoever runs us: settings that an improver leaves in the skill would rule the runs after `apply`. */
function settingsIn(filesChanged: readonly string[]): string | null {
  const settings = filesChanged.find((path) => /^skillratchet\.config\./.test(path));
  return settings === undefined ? null : `drop: invalid skill: ${settings} is no part of a skill's text`;
}

/** The incumbent with the modes that its author gave it. */
async function incumbentTree({ campaign, incumbent }: ProposalPart): Promise<PatchSide> {
  const { entries } = await readManifest(campaign.workspace.manifest(incumbent));
  return { dir: campaign.workspace.version(incumbent), entries };
}

async function putEvalsBack({ dir, entries }: PatchSide, to: string): Promise<void> {
  await cp(join(dir, 'evals'), join(to, 'evals'), { recursive: true, verbatimSymlinks: true });
  for (const entry of entries) {
    if (isEvals(entry.path) && entry.type !== 'link') await chmod(join(to, entry.path), entry.mode);
  }
}

type Edit =
  | ({ readonly impossible: null } & PatchSide)
  /** Why the tree cannot be a skill. */
  | { readonly impossible: string };

async function readEdit(edited: string): Promise<Edit> {
  try {
    await checkSkillSize(edited);
    return { impossible: null, dir: edited, entries: await hashTree(edited) };
  } catch (error) {
    return { impossible: asInvalid(error) };
  }
}

async function storeCandidate({ campaign, iteration }: ProposalPart, { dir: from, entries }: PatchSide): Promise<void> {
  const { dir, candidate } = campaign.workspace.iteration(iteration.number);
  await mkdir(dir, { recursive: true });
  await replaceTree({ from, to: candidate, manifest: { entries: [...entries] } });
}

function sameAsEarlier({ campaign, incumbent, earlier }: ProposalPart, tree: string): string | null {
  const same = earlier.filter((one) => treeHashOf(campaign, one) === tree).map(({ number }) => number);
  if (same.some((number) => incumbent === `v${number}`)) return 'drop: no change';
  return same[0] === undefined ? null : `drop: same as iteration ${same[0]}`;
}

async function leakInTree({ canaries }: Campaign, dir: string): Promise<string | null> {
  const place = await leakInFolder(canaries, dir, { name: 'skill', exclude: isEvals });
  return place === null ? null : leakReason(place);
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
