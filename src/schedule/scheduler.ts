import pLimit from 'p-limit';

/** The slots that all roles, arms and directions of a run share. */
export interface Scheduler {
  /** Slots that are free now. */
  free(): number;
  /** Runs the work as soon as a slot is free. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createScheduler(concurrency: number): Scheduler {
  const limit = pLimit(concurrency);
  return {
    free: () => Math.max(0, concurrency - limit.activeCount - limit.pendingCount),
    run: (work) => limit(work),
  };
}
