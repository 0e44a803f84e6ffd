import type { Proposal } from '../core/schema/proposal.ts';
import type { ProposalPart } from './proposal-part.ts';

/** Stores the candidate of an iteration, whoever makes it. */
export type Propose = (part: ProposalPart) => Promise<Proposal>;

/** The iteration's proposal, made from the incumbent unless it is stored already. Takes a slot while it is made. */
export async function prepareProposal(part: ProposalPart, propose: Propose): Promise<Proposal> {
  const { campaign, iteration } = part;
  return iteration.proposal ?? campaign.scheduler.run(() => propose(part));
}
