import type { IterationState } from '../store/run-state.ts';
import type { Campaign } from './campaign.ts';

/** What the steps of a proposal share. */
export interface ProposalPart {
  readonly campaign: Campaign;
  readonly iteration: IterationState;
  /** The version that is to be improved. */
  readonly incumbent: string;
  /** Earlier iterations, decided, from 0. */
  readonly earlier: readonly IterationState[];
}
