import type { Block, PlanRequest } from './port.ts';

/** One block of a pass in the suite's order: `runs` trials of each eval, 1 where nothing is said. */
export function wholeBlock({ evalIds, agents, runs }: Omit<PlanRequest, 'purpose'>): Block {
  return evalIds.flatMap((evalId) =>
    Array.from({ length: runs?.get(evalId) ?? 1 }, (_, index) => index + 1).flatMap((trial) =>
      trialWithAll(agents, evalId, trial),
    ),
  );
}

/** A trial of an eval by every executor. */
export function trialWithAll(agents: readonly string[], evalId: string, trial: number): Block {
  return agents.map((agent) => ({ agent, evalId, trial }));
}
