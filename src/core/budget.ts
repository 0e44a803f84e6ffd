import type { RunEvent } from './events.ts';
import type { Limits, StopReason } from './schema/run.ts';

/** What a run has used so far. A call that was started counts, whether it ended or not. Money is null when any part of it is unknown. */
export interface Spend {
  readonly calls: number;
  /** Executor calls. */
  readonly trials: number;
  readonly cost_usd: number | null;
  /** Milliseconds during which skillratchet was at work, over all its starts. */
  readonly duration_ms: number;
}

/** The spend of a run as far as its events were told, with what is needed to go on counting. */
export interface Tally {
  readonly calls: number;
  readonly trials: number;
  readonly ended: number;
  /** Of the ended calls; null when one of them did not say. */
  readonly cost: number | null;
  readonly duration_ms: number;
  /** Milliseconds since the epoch; null before the first event. */
  readonly lastAt: number | null;
}

export const NOTHING_SPENT: Tally = { calls: 0, trials: 0, ended: 0, cost: 0, duration_ms: 0, lastAt: null };

/** The tally after one more event. Of the time, what lies between two starts is left out; a clock that went back adds nothing. */
export function addEvent(tally: Tally, event: RunEvent): Tally {
  const at = Date.parse(event.at);
  const since = tally.lastAt === null || event.event === 'run_started' ? 0 : Math.max(0, at - tally.lastAt);
  const timed = { ...tally, lastAt: at, duration_ms: tally.duration_ms + since };
  switch (event.event) {
    case 'call_started':
      return { ...timed, calls: tally.calls + 1, trials: tally.trials + (event.role === 'executor' ? 1 : 0) };
    case 'call_ended':
      return { ...timed, ended: tally.ended + 1, cost: sumOf(tally.cost, event.usage.cost_usd) };
    default:
      return timed;
  }
}

/** What a tally amounts to. */
export function spendIn({ calls, trials, ended, cost, duration_ms }: Tally): Spend {
  return { calls, trials, cost_usd: ended === calls && ended > 0 ? cost : null, duration_ms };
}

/** Spend from the events of a run, in their order. */
export function spendOf(events: readonly RunEvent[]): Spend {
  return spendIn(events.reduce(addEvent, NOTHING_SPENT));
}

function sumOf(sum: number | null, cost: number | null): number | null {
  return sum === null || cost === null ? null : sum + cost;
}

/** The limit that forbids `trials` more executor calls; null when none does. */
export function capReached(
  limits: Limits,
  spend: Spend,
  trials: number,
): Extract<StopReason, 'trials' | 'time'> | null {
  if (limits.max_trials !== null && spend.trials + trials > limits.max_trials) return 'trials';
  if (limits.max_time_ms !== null && spend.duration_ms >= limits.max_time_ms) return 'time';
  return null;
}
