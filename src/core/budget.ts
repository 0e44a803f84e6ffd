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

/** Spend from the events of a run, in their order. */
export function spendOf(events: readonly RunEvent[]): Spend {
  const started = events.filter((event) => event.event === 'call_started');
  const ended = events.filter((event) => event.event === 'call_ended');
  const costs = ended.map((event) => event.usage.cost_usd);
  const known = ended.length === started.length && costs.length > 0;
  return {
    calls: started.length,
    trials: started.filter((event) => event.role === 'executor').length,
    cost_usd: known ? costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0) : null,
    duration_ms: activeMs(events),
  };
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

/** Sum over the starts of the program of the time from its first event to its last. A clock that went back adds nothing. */
function activeMs(events: readonly RunEvent[]): number {
  let total = 0;
  let previous: number | null = null;
  for (const event of events) {
    const time = Date.parse(event.at);
    if (previous !== null && event.event !== 'run_started') total += Math.max(0, time - previous);
    previous = time;
  }
  return total;
}
