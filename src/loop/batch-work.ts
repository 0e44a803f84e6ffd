import type { IterationState } from '../store/run-state.ts';
import type { Campaign } from './campaign.ts';
import type { Propose } from './prepare-proposal.ts';
import type { Reports } from './reports.ts';

/** Iterations that start from the same incumbent and are judged side by side; rule strict has one at a time. */
export interface BatchWork {
  readonly campaign: Campaign;
  readonly batch: readonly IterationState[];
  /** Decided iterations before the batch. */
  readonly earlier: readonly IterationState[];
  readonly propose: Propose;
  readonly reports: Reports;
}
