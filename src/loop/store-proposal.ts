import type { Proposal } from '../core/schema/proposal.ts';
import { writeJson } from '../platform/atomic.ts';
import { cleanCell } from '../store/results.ts';
import type { ProposalPart } from './proposal-part.ts';
import { tell } from './tell.ts';

export type ProposalFacts = Omit<Proposal, 'schema_version' | 'iteration' | 'parent'>;

/** Stores a proposal whose candidate is in place, and tells of it. */
export async function storeProposal(part: ProposalPart, facts: ProposalFacts): Promise<Proposal> {
  const { campaign, incumbent } = part;
  const { number } = part.iteration;
  const changelog = cleanCell(facts.changelog);
  const proposal: Proposal = { schema_version: 1, iteration: number, parent: incumbent, ...facts, changelog };
  await writeJson(campaign.workspace.iteration(number).proposal, proposal);
  await tell(campaign, { event: 'proposed', iteration: number, changelog, rejected: proposal.rejected });
  return proposal;
}
