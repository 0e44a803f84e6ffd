import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialsPlace } from '../store/layout.ts';
import { readTrial, trialPlaces, writeRecord } from '../store/trials.ts';

/** Gives trials that were executed and will never be graded their outcome, `interrupted`: the budget ended before the judge's turn. */
export async function settleOpenTrials(stored: TrialsPlace, evals: readonly EvalCase[]): Promise<void> {
  for (const { id, expectations } of evals) {
    if (expectations.length === 0) continue;
    for (const place of await trialPlaces(stored, id)) {
      const record = await readTrial(place);
      if (record === null || record.outcome !== null) continue;
      const error = { kind: null, message: 'the budget was spent before it was graded' };
      await writeRecord(place, { ...record, outcome: 'interrupted', error });
    }
  }
}
