import { mkdir } from 'node:fs/promises';
import type { Proposal } from '../core/schema/proposal.ts';
import { decidingEvals } from '../core/schema/suite.ts';
import type { IterationState } from '../store/run-state.ts';
import { allOrFirstFailure } from './all-or-first-failure.ts';
import type { BatchWork } from './batch-work.ts';
import { trialsToFirstLook } from './first-look.ts';
import { prepareProposal } from './prepare-proposal.ts';
import { putCandidate, putTree } from './put-candidate.ts';
import { candidateOf, originalOf, type Subject } from './subject.ts';
import { tell } from './tell.ts';

/** An iteration of a batch with the tree that it scores. */
export interface Entry {
  readonly iteration: IterationState;
  readonly arm: string;
  /** null for the baseline. */
  readonly proposal: Proposal | null;
  /** Why the candidate is dropped before any trial; null when it is tried. */
  readonly rejected: string | null;
  readonly subject: Subject;
}

/** Begins the iterations of a batch and has their candidates proposed, all at the same time. */
export async function enterBatch(work: BatchWork, incumbent: string | null): Promise<readonly Entry[]> {
  const { campaign, batch } = work;
  for (const iteration of batch) await begin(work, iteration, incumbent);
  const [first] = batch;
  if (incumbent === null || first === undefined) return batch.map((iteration) => baselineEntry(work, iteration));
  await putCandidate(campaign, incumbent);
  const proposals = await allOrFirstFailure(
    batch.map((iteration, index) => {
      const seat = { first: first.number, index, size: batch.length };
      return prepareProposal({ campaign, iteration, seat, earlier: work.earlier, incumbent }, work.propose);
    }),
  );
  const entries = batch.flatMap((iteration, index) => {
    const proposal = proposals[index];
    if (proposal === undefined) return [];
    const subject = candidateOf(campaign, iteration.number, proposal.tree_hash);
    const rejected = rejectionOf(proposal, proposals.slice(0, index));
    return [{ iteration, arm: armOf(iteration), proposal, rejected, subject }];
  });
  if (entries.length === 1 && entries[0] !== undefined) await putTree(campaign, entries[0].subject.tree);
  return entries;
}

/** Why a candidate is worth no trial: its own fault, or that of being the same as an earlier one of its batch. */
export function rejectionOf(proposal: Proposal, siblings: readonly Proposal[]): string | null {
  if (proposal.rejected !== null) return proposal.rejected;
  const same = siblings.find(({ rejected, tree_hash }) => rejected === null && tree_hash === proposal.tree_hash);
  return same === undefined ? null : `drop: same as iteration ${same.iteration}`;
}

async function begin(
  { campaign, batch }: BatchWork,
  iteration: IterationState,
  incumbent: string | null,
): Promise<void> {
  const { number, decision } = iteration;
  if (decision !== null) return;
  // Iterations are counted by their folders, and the proposals of a batch may be stored in any order.
  if (batch.length > 1) await mkdir(campaign.workspace.iteration(number).dir, { recursive: true });
  const evals = decidingEvals(campaign.evals).map(({ id }) => id);
  const first_look = trialsToFirstLook(campaign, { isBaseline: incumbent === null });
  await tell(campaign, { event: 'iteration_started', iteration: number, incumbent, evals, first_look });
}

function baselineEntry({ campaign }: BatchWork, iteration: IterationState): Entry {
  return { iteration, arm: armOf(iteration), proposal: null, rejected: null, subject: originalOf(campaign) };
}

function armOf({ number }: IterationState): string {
  return `iteration-${number}`;
}
