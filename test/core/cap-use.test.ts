import { expect, it } from 'vitest';
import { nearlyUsed } from '../../src/core/cap-use.ts';
import { limitsSchema } from '../../src/core/schema/run.ts';

const limits = (more: object) =>
  limitsSchema.parse({
    iterations: 5,
    max_trials: null,
    max_time_ms: null,
    max_reverts: null,
    concurrency: 1,
    ...more,
  });
const spent = { trials: 90, cost_usd: 4.5, tokens: 900, duration_ms: 9000 };
const all = { max_trials: 100, max_cost_usd: 5, max_tokens: 1000, max_time_ms: 10_000 };

it('a cap is nearly used up from nine tenths on', () => {
  expect(nearlyUsed(limits(all), spent)).toEqual([
    { cap: 'trials', used: 90, limit: 100 },
    { cap: 'money', used: 4.5, limit: 5 },
    { cap: 'tokens', used: 900, limit: 1000 },
    { cap: 'time', used: 9000, limit: 10_000 },
  ]);
  expect(nearlyUsed(limits(all), { trials: 89, cost_usd: 4.49, tokens: 899, duration_ms: 8999 })).toEqual([]);
});

it('what nobody capped and what is not known is never nearly used up', () => {
  expect(nearlyUsed(limits({}), spent)).toEqual([]);
  expect(nearlyUsed(limits(all), { ...spent, cost_usd: null, tokens: null }).map(({ cap }) => cap)).toEqual([
    'trials',
    'time',
  ]);
});
