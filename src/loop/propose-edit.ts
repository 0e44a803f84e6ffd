import { join } from 'node:path';
import type { Proposal } from '../core/schema/proposal.ts';
import { UNKNOWN_USAGE } from '../core/schema/usage.ts';
import { copyTree } from '../platform/tree.ts';
import { isEvals } from '../store/tree-hash.ts';
import { admitCandidate } from './admit-candidate.ts';
import { inScratch } from './call.ts';
import type { ProposalPart } from './proposal-part.ts';
import { storeProposal } from './store-proposal.ts';

/** A person's own edit of the skill: a folder, and what it changes in a line. */
export interface Edit {
  readonly dir: string;
  readonly changelog: string;
}

/** Makes the edit the iteration's candidate, without asking any improver; its evals are left aside. */
export function proposeEdit({ dir, changelog }: Edit): (part: ProposalPart) => Promise<Proposal> {
  return (part) =>
    inScratch(part.campaign, async (scratch) => {
      const edited = join(scratch, 'skill');
      await copyTree(dir, edited, { exclude: isEvals });
      const admitted = await admitCandidate(part, edited);
      const unasked = { hypothesis: '', expected_flips: [], usage: UNKNOWN_USAGE, duration_ms: 0, prompt_sha256: null };
      return storeProposal(part, { changelog, ...unasked, ...admitted });
    });
}
