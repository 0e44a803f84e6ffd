import { RACE_PASSES, spentOwnBudget } from '../core/budget.ts';
import type { Limits, StopReason } from '../core/schema/run.ts';

const STOPPED: Readonly<Record<StopReason, string>> = {
  ceiling: 'every expectation of every eval passes',
  iterations: 'the iterations asked for are done',
  reverts: 'too many reverts in a row',
  trials: 'the cap on trials is reached',
  money: 'the cap on money is reached',
  tokens: 'the cap on tokens is reached',
  time: 'the cap on time is reached',
  unpriced: 'a cap cannot be held',
  user: 'it was interrupted',
  agent_unavailable: 'an agent is not available',
  unmeasured: 'too little could be measured',
  errors: 'too many calls in a row failed',
};

/** Why a run came to a stop, in words. */
export function stopText(reason: StopReason, limits: Limits): string {
  return spentOwnBudget(reason, limits) ? `the budget of ${RACE_PASSES} passes is spent` : STOPPED[reason];
}

/** The flags with which a run goes on that came to a stop by this; null where they are no question of flags. */
export function goOnFlags(reason: StopReason, limits: Limits, decided: number): string | null {
  if (spentOwnBudget(reason, limits)) return '--iterations +10';
  const twice = (cap: number | null) => String(2 * (cap ?? 0));
  switch (reason) {
    case 'trials':
      return `--max-trials ${twice(limits.max_trials)}`;
    case 'money':
      return `--max-cost ${twice(limits.max_cost_usd)}`;
    case 'tokens':
      return `--max-tokens ${twice(limits.max_tokens)}`;
    case 'time':
      return `--max-time ${Math.ceil((2 * (limits.max_time_ms ?? 0)) / 1000)}s`;
    case 'iterations':
      return decided > limits.iterations ? '--iterations +5' : '';
    case 'user':
    case 'agent_unavailable':
    case 'errors':
      return '';
    default:
      return null;
  }
}
