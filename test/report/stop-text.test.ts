import { expect, it } from 'vitest';
import { defaultLimits } from '../../src/cli/defaults.ts';
import { goOnFlags, stopText } from '../../src/report/stop-text.ts';

const LIMITS = defaultLimits('race');

it('a budget that nobody asked for is no cap', () => {
  expect(stopText('trials', LIMITS)).toBe('the budget of 11 passes is spent');
  expect(stopText('trials', { ...LIMITS, max_trials: 40 })).toBe('the cap on trials is reached');
});

it.each([
  ['trials', { max_trials: 40 }, '--max-trials 80'],
  ['trials', {}, '--iterations +10'],
  ['money', { max_cost_usd: 2.5 }, '--max-cost 5'],
  ['tokens', { max_tokens: 1000 }, '--max-tokens 2000'],
  ['time', { max_time_ms: 90_000 }, '--max-time 180s'],
  ['iterations', { iterations: 4 }, '--iterations +5'],
  ['iterations', { iterations: 5 }, ''],
  ['user', {}, ''],
  ['agent_unavailable', {}, ''],
  ['ceiling', {}, null],
  ['unpriced', {}, null],
] as const)('a run of 5 rows that stopped by %s under %j goes on with %j', (reason, limits, flags) => {
  expect(goOnFlags(reason, { ...LIMITS, ...limits }, 5)).toBe(flags);
});
