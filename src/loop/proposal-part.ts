import type { IterationState } from '../store/run-state.ts';
import type { Campaign } from './campaign.ts';

/** A place in a batch of proposals from the same incumbent. */
export interface Seat {
  /** Iteration number of the first one. */
  readonly first: number;
  /** From 0. */
  readonly index: number;
  /** Number of proposals. */
  readonly size: number;
}

/** What the steps of a proposal share. */
export interface ProposalPart {
  readonly campaign: Campaign;
  readonly iteration: IterationState;
  /** Where the iteration stands among those that are proposed side by side. */
  readonly seat: Seat;
  /** The version that is to be improved. */
  readonly incumbent: string;
  /** Earlier iterations, decided, from 0. */
  readonly earlier: readonly IterationState[];
}
