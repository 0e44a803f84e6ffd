import { expect, it } from 'vitest';
import { callPrices } from '../../src/core/call-prices.ts';
import { callEnded, callStarted } from './run-events.ts';

const call = (id: string, cost: number | null, duration_ms: number) => [
  { ...callStarted('executor', 'a'), call: id },
  { ...callEnded(cost), call: id, duration_ms },
];

it('prices are the least, the mean and the most of the calls that completed', () => {
  const failed = { ...callEnded(9), call: '3', end: 'failed', kind: 'crash' } as const;
  const events = [
    ...call('1', 0.25, 1000),
    ...call('2', 0.75, 3000),
    { ...callStarted('executor', 'a'), call: '3' },
    failed,
  ];
  expect(callPrices(events)).toEqual({
    executor: {
      calls: 2,
      tokens: { low: null, expected: null, high: null },
      cost_usd: { low: 0.25, expected: 0.5, high: 0.75 },
      duration_ms: { low: 1000, expected: 2000, high: 3000 },
    },
    judge: null,
    improver: null,
  });
});

it('a call of which nobody knows the role counts for none', () => {
  expect(callPrices([callEnded(0.5)])).toEqual({ executor: null, judge: null, improver: null });
});

it('a call that told no price says nothing of it', () => {
  expect(callPrices([...call('1', null, 1), ...call('2', 0.5, 1)]).executor?.cost_usd.low).toBe(0.5);
});
