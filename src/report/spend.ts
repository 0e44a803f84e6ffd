import { ROLES } from '../core/schema/trial.ts';
import type { RoleSpend, Spend } from '../core/tally.ts';
import { clockTime, money } from './text.ts';

/** " (executor 8, judge 4)": the roles that were called; nothing where there is none. */
export function roleCalls(roles: RoleSpend): string {
  const called = ROLES.filter((role) => roles[role].calls > 0).map((role) => `${role} ${roles[role].calls}`);
  return called.length === 0 ? '' : ` (${called.join(', ')})`;
}

/** "166.9k tokens", or "tokens unknown". */
export function tokenText(tokens: number | null): string {
  if (tokens === null) return 'tokens unknown';
  return `${tokens < 10_000 ? tokens : `${(tokens / 1000).toFixed(1)}k`} tokens`;
}

/** What one role used, as a line of `status`. */
export function roleSpendText({ calls, duration_ms, tokens, cost_usd }: Omit<Spend, 'trials'>): string {
  return `${calls} calls, ${clockTime(duration_ms)} of calls, ${tokenText(tokens)}, ${money(cost_usd)}`;
}
