import type { Decision } from './schema/decision.ts';

/** A decided iteration with the version that it was made from; null where that is not known. */
export interface HistoryEntry {
  readonly decision: Pick<Decision, 'iteration' | 'decision' | 'row' | 'best_before'>;
  readonly parent: string | null;
}

/** What is the same in every state of a run. */
export interface HistoryOf {
  readonly started_at: string;
  readonly skill_name: string;
}

type Result = 'baseline' | 'won' | 'lost' | 'tie';

/**
 * `history.json`, in the form that tools around the skill-creator read: each iteration with its pass rate (0–1, null where
 * it was not measured completely) and whether it won against its parent.
 */
export function historyJson(run: HistoryOf, entries: readonly HistoryEntry[]) {
  const best = entries.findLast(({ decision }) => decision.decision === 'keep')?.decision.iteration ?? 0;
  return {
    schema_version: 1,
    ...run,
    current_best: `v${best}`,
    iterations: entries.map(({ decision, parent }) => ({
      version: `v${decision.iteration}`,
      parent,
      expectation_pass_rate: decision.row.score === '' ? null : Number(decision.row.score),
      grading_result: resultOf(decision),
      is_current_best: decision.iteration === best,
    })),
  };
}

/** What was not kept lost, unless it was measured to be just as good. */
function resultOf({ row, best_before }: HistoryEntry['decision']): Result {
  if (row.action === 'baseline') return 'baseline';
  if (row.action === 'kept') return 'won';
  return row.score !== '' && Number(row.score) === best_before ? 'tie' : 'lost';
}
