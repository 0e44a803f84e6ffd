import type { Block, PlanRequest } from './port.ts';

/** One block of a pass in the suite's order: `runs` trials of each eval, 1 where nothing is said. */
export function wholeBlock({ evalIds, runs }: Omit<PlanRequest, 'purpose'>): Block {
  return evalIds.flatMap((evalId) =>
    Array.from({ length: runs?.get(evalId) ?? 1 }, (_, index) => ({ evalId, trial: index + 1 })),
  );
}
