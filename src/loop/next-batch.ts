import type { IterationState, RunState } from '../store/run-state.ts';

/** Iterations to work on, and the decided ones before them. */
export interface NextBatch {
  readonly batch: readonly IterationState[];
  readonly earlier: readonly IterationState[];
}

/**
 * The batch of the first iteration that is not sealed, with those of its siblings that are: they were judged side by
 * side and are judged again from what is stored. A batch that was only begun is as large as it was to be. Without one,
 * `sizeAfter` so many iterations new ones; the baseline stands alone.
 */
export function nextBatch(
  { iterations }: Pick<RunState, 'iterations'>,
  sizeAfter: (decided: number) => number,
): NextBatch {
  const firstOpen = iterations.find(({ sealed }) => !sealed)?.number ?? iterations.length;
  const known = iterations.slice(firstOpen).find(({ proposal }) => proposal !== null)?.proposal?.batch;
  const first = known?.first ?? firstOpen;
  const begun = iterations.slice(first);
  const size = first === 0 ? 1 : (known?.size ?? Math.max(begun.length, sizeAfter(first)));
  return { batch: [...begun, ...newIterations(iterations.length, first + size)], earlier: iterations.slice(0, first) };
}

function newIterations(from: number, to: number): readonly IterationState[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => {
    return { number: from + index, proposal: null, decision: null, sealed: false };
  });
}
