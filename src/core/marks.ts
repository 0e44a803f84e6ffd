import { groupedBy } from './grouped.ts';
import { jointExpectations } from './joint-grading.ts';
import type { Graded } from './referee/flips.ts';

/** As much of a trial as its marks need. */
export interface MarkedTrial {
  readonly eval_id: string;
  /** A `+` or `-` for each expectation; null without a score. */
  readonly marks: string | null;
}

/** By eval, what its trials gave together: an expectation passes that passed in each. Evals with an unmeasured trial are absent. */
export function gradedByEval(trials: readonly MarkedTrial[]): ReadonlyMap<string, Graded> {
  const byEval = groupedBy(trials, ({ eval_id }) => eval_id);
  return new Map(
    [...byEval].flatMap(([evalId, ofEval]) => {
      const marked = ofEval.flatMap(({ marks }) => (marks === null ? [] : [itemsOf(marks)]));
      return marked.length < ofEval.length ? [] : [[evalId, { expectations: jointExpectations(marked) }] as const];
    }),
  );
}

/** The marks as what a grading says of its expectations. */
export function itemsOf(marks: string): readonly { readonly passed: boolean }[] {
  return [...marks].map((mark) => ({ passed: mark === '+' }));
}
