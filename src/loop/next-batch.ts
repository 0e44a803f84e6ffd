import type { IterationState, RunState } from '../store/run-state.ts';

/** Iterations to work on, and the decided ones before them. */
export interface NextBatch {
  readonly batch: readonly IterationState[];
  readonly earlier: readonly IterationState[];
}

/**
 * The batch of the first iteration that is not sealed, with those of its siblings that are: they were judged side by
 * side and are judged again from what is stored. Without one, `size` new iterations; the baseline stands alone.
 */
export function nextBatch({ iterations }: Pick<RunState, 'iterations'>, size: number): NextBatch {
  const firstOpen = iterations.find(({ sealed }) => !sealed);
  if (firstOpen === undefined) return { batch: newIterations(iterations.length, size), earlier: iterations };
  const siblings = iterations.slice(firstOpen.number);
  const known = siblings.find(({ proposal }) => proposal !== null)?.proposal?.batch.first;
  const first = known ?? firstOpen.number;
  return { batch: iterations.slice(first), earlier: iterations.slice(0, first) };
}

function newIterations(from: number, size: number): readonly IterationState[] {
  return Array.from({ length: from === 0 ? 1 : size }, (_, index) => {
    return { number: from + index, proposal: null, decision: null, sealed: false };
  });
}
