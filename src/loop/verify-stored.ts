import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { type Grading, gradingSchema } from '../core/schema/grading.ts';
import { type Proposal, proposalSchema } from '../core/schema/proposal.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import type { Findings } from '../store/verify-findings.ts';
import { trialPlaces } from './pass-results.ts';

/** A closed iteration with everything that its decision rests on. */
export interface StoredIteration {
  readonly number: number;
  /** null for the baseline. */
  readonly proposal: Proposal | null;
  readonly decision: Decision;
  readonly trials: readonly StoredTrial[];
}

export interface StoredTrial {
  readonly evalCase: EvalCase;
  readonly place: TrialPlace;
  readonly record: TrialRecord;
  /** Of graded trials only. */
  readonly grading: Grading | null;
}

/** Reads a closed iteration; null when its decision or its proposal cannot be read. */
export async function readStored(
  { workspace, evals }: { readonly workspace: Workspace; readonly evals: readonly EvalCase[] },
  number: number,
  findings: Findings,
): Promise<StoredIteration | null> {
  const place = workspace.iteration(number);
  const decision = await findings.read(place.decision, decisionSchema);
  const proposal = await findings.read(place.proposal, proposalSchema);
  const trials: StoredTrial[] = [];
  for (const evalCase of evals) {
    for (const trial of trialPlaces(workspace, number, evalCase)) {
      const stored = await readStoredTrial(trial, evalCase, findings);
      if (stored !== null) trials.push(stored);
    }
  }
  return decision === null || (proposal === null && number > 0) ? null : { number, proposal, decision, trials };
}

async function readStoredTrial(place: TrialPlace, evalCase: EvalCase, findings: Findings): Promise<StoredTrial | null> {
  const record = await findings.read(place.record, trialRecordSchema);
  if (record === null) return null;
  const grading = record.outcome === 'graded' ? await findings.read(place.grading, gradingSchema) : null;
  return { evalCase, place, record, grading };
}
