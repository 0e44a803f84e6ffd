import type { CapReason } from './budget.ts';
import type { Limits } from './schema/run.ts';
import type { Spend } from './tally.ts';

/** How much of a cap that was asked for is used. Time is milliseconds, money US dollars. */
export interface CapUse {
  readonly cap: CapReason;
  readonly used: number;
  readonly limit: number;
}

/** The share of a cap from which on people are told. */
export const ALERT_SHARE = 0.9;

/** The caps that somebody asked for and that are nearly used up; what is not known of the spend counts for nothing. */
export function nearlyUsed(
  { max_trials, max_cost_usd, max_tokens, max_time_ms }: Limits,
  { trials, cost_usd, tokens, duration_ms }: Pick<Spend, 'trials' | 'cost_usd' | 'tokens' | 'duration_ms'>,
): readonly CapUse[] {
  const uses = [
    { cap: 'trials', used: trials, limit: max_trials },
    { cap: 'money', used: cost_usd, limit: max_cost_usd },
    { cap: 'tokens', used: tokens, limit: max_tokens },
    { cap: 'time', used: duration_ms, limit: max_time_ms },
  ] as const;
  return uses.flatMap(({ cap, used, limit }) =>
    used !== null && limit !== null && used >= ALERT_SHARE * limit ? [{ cap, used, limit }] : [],
  );
}
