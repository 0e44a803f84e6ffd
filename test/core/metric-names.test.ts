import { expect, it } from 'vitest';
import { metricsIn } from '../../src/core/metric-names.ts';

it('numbers are named by their way with dots; what was not measured is null, and texts are no metrics', () => {
  const record = { schema_version: 1, score: 0.5, pass_rates: { 'a.b': 1, c: null }, name: 'x', list: [7] };
  expect([...metricsIn(record)]).toEqual([
    ['score', 0.5],
    ['pass_rates.a.b', 1],
    ['pass_rates.c', null],
    ['list.0', 7],
  ]);
});

it.each([null, undefined, 3, 'x', []])('there are none in %j', (record) => {
  expect(metricsIn(record).size).toBe(0);
});
