import pLimit from 'p-limit';
import { afterSuccess, afterThrottle, startPace } from './pace.ts';
import { type Countdown, createWaiting } from './wait.ts';

/** The slots and the pace that all roles, arms and directions of a run share. */
export interface Scheduler {
  /** Trials that may be begun now: free slots, as far as the pace allows that many calls. */
  free(): number;
  /** Runs a trial as soon as a slot is free. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Makes one call as soon as the pace allows it and no service is waited for. */
  call<T>(request: CallRequest<T>): Promise<T>;
  /** Waits before a call that was turned away is made again. */
  pause(ms: number, request: Waiter): Promise<void>;
}

/** Who waits: the agent's name for people, and whether there is nothing left to wait for. */
export interface Waiter {
  readonly agent: string;
  hopeless(): boolean;
}

export interface CallRequest<T> extends Waiter {
  work(): Promise<T>;
  /** Whether the service turned the call away, and for how many milliseconds where it says so. */
  turnedAway(value: T): { readonly retryAfterMs: number | null } | null;
}

/** A scheduler of so many slots. A call that is turned away lowers the pace, and a named reset time holds all calls. */
export function createScheduler(concurrency: number, countdown: Countdown): Scheduler {
  const [slots, calls] = [pLimit(concurrency), pLimit(concurrency)];
  const wait = createWaiting(countdown);
  let pace = startPace(concurrency);
  let resetAt = 0;
  const keep = (next: typeof pace): void => {
    pace = next;
    if (calls.concurrency !== next.allowed) calls.concurrency = next.allowed;
  };
  return {
    free: () => Math.max(0, Math.min(concurrency, pace.allowed) - slots.activeCount - slots.pendingCount),
    run: (work) => slots(work),
    call: ({ work, turnedAway, ...waiter }) =>
      calls(async () => {
        await wait({ ...waiter, until: () => resetAt });
        const begun = pace;
        const value = await work();
        const away = turnedAway(value);
        if (away === null) keep(afterSuccess(pace));
        else keep(afterThrottle(pace, begun));
        if (away !== null) resetAt = Math.max(resetAt, countdown.clock.elapsed() + (away.retryAfterMs ?? 0));
        return value;
      }),
    pause(ms, waiter) {
      const end = countdown.clock.elapsed() + ms;
      return wait({ ...waiter, until: () => end });
    },
  };
}
