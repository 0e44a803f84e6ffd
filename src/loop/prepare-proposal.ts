import type { Proposal } from '../core/schema/proposal.ts';
import { hashTree } from '../platform/tree.ts';
import { replaceTree } from '../store/snapshot.ts';
import { putCandidate } from './apply-decision.ts';
import type { ProposalPart } from './proposal-part.ts';

/** Stores the candidate of an iteration, whoever makes it. */
export type Propose = (part: ProposalPart) => Promise<Proposal>;

/** The iteration's proposal, made from the incumbent unless it is stored already, with `candidate/` showing it. */
export async function prepareProposal(part: ProposalPart, propose: Propose): Promise<Proposal> {
  const { campaign, iteration, incumbent } = part;
  if (iteration.decision !== null && iteration.proposal !== null) return iteration.proposal;
  if (iteration.proposal === null) await putCandidate(campaign, incumbent);
  const proposal = iteration.proposal ?? (await propose(part));
  const from = campaign.workspace.iteration(iteration.number).candidate;
  await replaceTree({ from, to: campaign.workspace.candidate, manifest: { entries: await hashTree(from) } });
  return proposal;
}
