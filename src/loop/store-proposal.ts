import { type Canaries, withoutCanaries } from '../core/canary.ts';
import type { Proposal } from '../core/schema/proposal.ts';
import { writeJson } from '../platform/atomic.ts';
import { cleanCell } from '../store/results.ts';
import { angleOf } from './angles.ts';
import type { ProposalPart } from './proposal-part.ts';
import { tell } from './tell.ts';

export type ProposalFacts = Omit<Proposal, 'schema_version' | 'iteration' | 'parent' | 'batch' | 'angle'>;

/** Stores a proposal whose candidate is in place, and tells of it. Later improvers read what it says, so that no canary stays in it. */
export async function storeProposal(part: ProposalPart, told: ProposalFacts): Promise<Proposal> {
  const { campaign, incumbent, seat } = part;
  const facts = withoutLeaks(told, campaign.canaries);
  const { number } = part.iteration;
  const changelog = cleanCell(facts.changelog);
  const place = {
    iteration: number,
    parent: incumbent,
    batch: { first: seat.first, size: seat.size },
    angle: angleOf(seat)?.name ?? null,
  };
  const proposal: Proposal = { schema_version: 1, ...place, ...facts, changelog };
  await writeJson(campaign.workspace.iteration(number).proposal, proposal);
  await tell(campaign, { event: 'proposed', iteration: number, changelog, rejected: proposal.rejected });
  return proposal;
}

function withoutLeaks(facts: ProposalFacts, canaries: Canaries): ProposalFacts {
  const clean = (text: string): string => withoutCanaries(text, canaries);
  const { changelog, hypothesis, expected_flips, rejected } = facts;
  return {
    ...facts,
    changelog: clean(changelog),
    hypothesis: clean(hypothesis),
    expected_flips: expected_flips.map(clean),
    rejected: rejected === null ? null : clean(rejected),
  };
}
