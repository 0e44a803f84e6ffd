import type { Limits, RuleName, StopReason } from './schema/run.ts';
import type { Role } from './schema/trial.ts';
import { committed, dearest, type Tally } from './tally.ts';

/** What may be used at most; null: no bound. Time is milliseconds, money US dollars. */
export interface Caps {
  readonly trials: number | null;
  readonly cost_usd: number | null;
  readonly tokens: number | null;
  readonly time_ms: number | null;
}

export type CapReason = Extract<StopReason, 'trials' | 'money' | 'tokens' | 'time'>;

/** Complete passes that a climb under rule race takes when nothing else is said. */
export const RACE_PASSES = 11;
/** The share of every cap that rule race keeps for the final passes. */
const FINAL_SHARE = 1 / 4;
/** Final passes of each version where no number is asked for: at least, more while the interval is wide, and at most. */
export const FINAL_PASSES = { least: 2, most: 4 };

export interface Bounds {
  /** For the baseline and the candidates. */
  readonly climb: Caps;
  /** For these and the final passes. */
  readonly whole: Caps;
}

/** The caps of a run; `pass` is the number of trials of a complete pass. */
export function boundsOf(limits: Limits, rule: RuleName, pass: number): Bounds {
  const { max_trials, max_cost_usd, max_tokens, max_time_ms, final_passes } = limits;
  const asked = { trials: max_trials, cost_usd: max_cost_usd, tokens: max_tokens, time_ms: max_time_ms };
  const own = rule === 'race' && limits.own_budget ? RACE_PASSES * pass : null;
  if (rule === 'strict' || final_passes === 0) {
    const trials = max_trials ?? own;
    return { climb: { ...asked, trials }, whole: { ...asked, trials } };
  }
  const whole = max_trials ?? (own === null ? null : own + 2 * (final_passes ?? FINAL_PASSES.least) * pass);
  const most = 2 * (final_passes ?? FINAL_PASSES.most) * pass;
  const kept = max_trials === null ? (whole ?? 0) - (own ?? 0) : Math.min(most, Math.floor(max_trials * FINAL_SHARE));
  // What does not reach for a pass of both versions is better spent on the climb.
  const climb = whole === null ? null : whole - (kept < 2 * pass ? 0 : kept);
  const part = (cap: number | null) => (cap === null ? null : cap * (1 - FINAL_SHARE));
  return {
    climb: { trials: climb, cost_usd: part(max_cost_usd), tokens: part(max_tokens), time_ms: part(max_time_ms) },
    whole: { ...asked, trials: whole },
  };
}

/** Final passes of each version at most. Where no number of trials bounds them, auto is the least that is needed. */
export function mostFinalPasses({ final_passes }: Limits, rule: RuleName, { whole }: Bounds): number {
  if (final_passes !== null) return final_passes;
  if (rule === 'strict') return 0;
  return whole.trials === null ? FINAL_PASSES.least : FINAL_PASSES.most;
}

/** Final passes of each version that are planned: those for which there is room even if the climb uses all of its part. */
export function finalPassesPlanned(limits: Limits, rule: RuleName, pass: number): number {
  const bounds = boundsOf(limits, rule, pass);
  const [most, climb, whole] = [mostFinalPasses(limits, rule, bounds), bounds.climb.trials, bounds.whole.trials];
  if (rule === 'strict' || whole === null || climb === null || pass === 0) return most;
  return Math.min(most, Math.floor((whole - climb) / (2 * pass)));
}

/** Whether a run came to its end because the budget is spent that it has where nobody asked for another: that is no cap. */
export function spentOwnBudget(reason: StopReason, limits: Pick<Limits, 'max_trials'>): boolean {
  return reason === 'trials' && limits.max_trials === null;
}

const UNBOUNDED: Caps = { trials: null, cost_usd: null, tokens: null, time_ms: null };

/** What bounds a call of that purpose. Certificates, calibrations and comparisons are bounded by the number of their passes. */
export function capsFor({ climb, whole }: Bounds, purpose: string): Caps {
  if (purpose === 'iteration' || /^(ceiling|epoch)-/.test(purpose)) return climb;
  return /^(final|reproduce)-/.test(purpose) ? whole : UNBOUNDED;
}

/** The cap that forbids one more call of `role`, or so many more trials; null when none does. */
export function capReached(
  caps: Caps,
  tally: Tally,
  next: { readonly role: Role; readonly trials: number },
): CapReason | null {
  const spent = committed(tally);
  const price = dearest(tally, next.role);
  if (caps.trials !== null && spent.trials + next.trials > caps.trials) return 'trials';
  if (caps.cost_usd !== null && isUsedUp(caps.cost_usd, spent.cost_usd, price.cost_usd)) return 'money';
  if (caps.tokens !== null && isUsedUp(caps.tokens, spent.tokens, price.tokens)) return 'tokens';
  if (caps.time_ms !== null && tally.duration_ms >= caps.time_ms) return 'time';
  return null;
}

/** A call of which no price is known yet is let through as long as anything is left. */
function isUsedUp(cap: number, spent: number, price: number | null): boolean {
  return spent >= cap || spent + (price ?? 0) > cap;
}
