import type { Measurement } from '../core/referee/port.ts';
import { type Decision, decisionSchema } from '../core/schema/decision.ts';
import { type Grading, gradingSchema } from '../core/schema/grading.ts';
import { type Proposal, proposalSchema } from '../core/schema/proposal.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import { type TrialRecord, trialRecordSchema } from '../core/schema/trial.ts';
import { usedBy } from '../core/used.ts';
import type { TrialPlace, TrialsPlace, Workspace } from '../store/layout.ts';
import { trialPlaces } from '../store/trials.ts';
import type { Findings } from '../store/verify-findings.ts';

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
  const trials = await readStoredTrials(place, evals, findings);
  return decision === null || (proposal === null && number > 0) ? null : { number, proposal, decision, trials };
}

/** The trials in a folder that were begun, in the suite's order. */
export async function readStoredTrials(
  place: TrialsPlace,
  evals: readonly EvalCase[],
  findings: Findings,
): Promise<readonly StoredTrial[]> {
  const trials: StoredTrial[] = [];
  for (const evalCase of evals) {
    for (const trial of await trialPlaces(place, evalCase.id)) {
      const stored = await readStoredTrial(trial, evalCase, findings);
      if (stored !== null) trials.push(stored);
    }
  }
  return trials;
}

/** null for a trial that has no outcome or was never graded because the budget ended, or a grading without items. */
export function measurementOf({ record, grading }: StoredTrial): Measurement | null {
  if (record.outcome === null || record.outcome === 'interrupted') return null;
  if (record.outcome !== 'graded') return { outcome: record.outcome, kind: record.error?.kind ?? null };
  const items = grading?.expectations ?? [];
  const passed = items.filter((item) => item.passed).length;
  return items.length === 0 ? null : { outcome: 'graded', passed, total: items.length, used: usedBy(record) };
}

async function readStoredTrial(place: TrialPlace, evalCase: EvalCase, findings: Findings): Promise<StoredTrial | null> {
  const record = await findings.read(place.record, trialRecordSchema);
  if (record === null) return null;
  const grading = record.outcome === 'graded' ? await findings.read(place.grading, gradingSchema) : null;
  return { evalCase, place, record, grading };
}
