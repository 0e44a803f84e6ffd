import type { Clock } from '../platform/clock.ts';

/** What a wait is told to its listeners with. */
export interface Countdown {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told when waiting begins, and then at most once a minute, however many calls wait. */
  onWait(agent: string, leftMs: number): Promise<void>;
}

/** Between two looks whether the run shall end, and between two times that a wait is told. */
const LOOK_MS = 1_000;
const TELL_MS = 60_000;

export interface Wait {
  /** Whose service is waited for. */
  readonly agent: string;
  /** By `clock.elapsed`; asked again after each look, since other calls may be told of a later time. */
  until(): number;
  /** True once nothing is worth waiting for: the run shall end. */
  hopeless(): boolean;
}

/** Waits as one countdown for all calls of a run. */
export function createWaiting({ clock, signal, onWait }: Countdown): (wait: Wait) => Promise<void> {
  let toldAt = Number.NEGATIVE_INFINITY;
  return async ({ agent, until, hopeless }) => {
    for (let left = until() - clock.elapsed(); left > 0 && !hopeless(); left = until() - clock.elapsed()) {
      if (clock.elapsed() - toldAt >= TELL_MS) {
        toldAt = clock.elapsed();
        await onWait(agent, Math.ceil(left));
      }
      await clock.sleep(Math.min(LOOK_MS, left), signal);
      if (signal.aborted) return;
    }
  };
}
