import type { RunEvent } from './events.ts';
import type { Unsure } from './range.ts';
import type { Role } from './schema/trial.ts';
import { priceOf } from './tally.ts';

/** What one call of a role took: the least, the mean, the most. null where no call told. Money US dollars, times milliseconds. */
export interface CallPrices {
  /** Calls that this rests on, from 1. */
  readonly calls: number;
  readonly tokens: Unsure;
  readonly cost_usd: Unsure;
  readonly duration_ms: Unsure;
}

/** null for a role of which no call has completed. */
export type MeasuredCalls = Readonly<Record<Role, CallPrices | null>>;

type Ended = Extract<RunEvent, { event: 'call_ended' }>;

/** What the completed calls among the events took, by role. */
export function callPrices(events: readonly RunEvent[]): MeasuredCalls {
  const roles = new Map<string, Role>();
  const ended: Record<Role, Ended[]> = { executor: [], judge: [], improver: [] };
  for (const event of events) {
    if (event.event === 'call_started') roles.set(event.call, event.role);
    if (event.event !== 'call_ended' || event.end !== 'completed') continue;
    const role = roles.get(event.call);
    if (role !== undefined) ended[role].push(event);
  }
  return { executor: pricesOf(ended.executor), judge: pricesOf(ended.judge), improver: pricesOf(ended.improver) };
}

function pricesOf(ended: readonly Ended[]): CallPrices | null {
  if (ended.length === 0) return null;
  return {
    calls: ended.length,
    tokens: spread(ended.map(({ usage }) => priceOf(usage).tokens)),
    cost_usd: spread(ended.map(({ usage }) => usage.cost_usd)),
    duration_ms: spread(ended.map(({ duration_ms }) => duration_ms)),
  };
}

function spread(values: readonly (number | null)[]): Unsure {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { low: null, expected: null, high: null };
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  // Of equal values the mean may be off by a rounding error.
  return { low, expected: Math.min(high, Math.max(low, mean)), high };
}
