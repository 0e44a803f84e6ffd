import { gradedByEval } from '../marks.ts';
import type { RunView, ViewedIteration, ViewedRow } from '../run-view.ts';
import { evalOf } from '../schema/suite.ts';

/** A kept edit, and what it is good for. */
export interface BoughtEdit {
  readonly iteration: number;
  readonly changelog: string;
  readonly hypothesis: string | null;
  readonly files_changed: readonly string[];
  /** Rise of `best_score`, -1 … 1; null where that is not known. */
  readonly rise: number | null;
  /** Expectations by `evalId#number` that it fixed and that still pass with the best version. */
  readonly bought: readonly string[];
  /** Those that it fixed and that fail again. */
  readonly lost: readonly string[];
  readonly broken: readonly string[];
  /** What the improver said it would fix, and it did. */
  readonly foreseen: readonly string[];
}

/** The kept edits in order. */
export function boughtEdits({ iterations, best }: RunView): readonly BoughtEdit[] {
  const bestTrials = iterations.find(({ number }) => `v${number}` === best)?.trials ?? [];
  const now = gradedByEval(bestTrials);
  const failsNow = (id: string): boolean => {
    const number = Number(id.slice(evalOf(id).length + 1));
    return now.get(evalOf(id))?.expectations[number - 1]?.passed === false;
  };
  const decided = iterations.flatMap((one) => (one.row === null ? [] : [{ ...one, row: one.row }]));
  return decided.flatMap((one, index) =>
    one.row.action === 'kept' ? [boughtBy(one, decided[index - 1]?.row.best_score ?? null, failsNow)] : [],
  );
}

type Decided = ViewedIteration & { readonly row: ViewedRow };

function boughtBy(
  { number, row, hypothesis, files_changed, flips }: Decided,
  before: number | null,
  failsNow: (id: string) => boolean,
): BoughtEdit {
  return {
    iteration: number,
    changelog: row.changelog,
    hypothesis,
    files_changed,
    rise: before === null || row.best_score === null ? null : row.best_score - before,
    bought: flips.fixed.filter((id) => !failsNow(id)),
    lost: flips.fixed.filter(failsNow),
    broken: flips.broken,
    foreseen: flips.expected.filter((id) => flips.fixed.includes(id)),
  };
}
