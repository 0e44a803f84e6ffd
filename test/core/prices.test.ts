import { describe, expect, test } from 'vitest';
import { costOf, overridden, type PriceTable } from '../../src/core/prices.ts';

const TABLE: PriceTable = {
  date: '2026-01-31',
  models: {
    'gpt-5': { input: 1, cached_input: 0.1, output: 10 },
    'gpt-5-mini': { input: 0.2, output: 2 },
    'ann/own': { input: 0, output: 0 },
  },
};
const used = (input: number | null, output: number | null, cached: number | null = 0) => ({
  input_tokens: input,
  output_tokens: output,
  cached_input_tokens: cached,
});
const MILLION = used(1e6, 1e6);

describe('what tokens cost', () => {
  test('is counted by the million, cached input apart', () => {
    expect(costOf(used(2e6, 5e5, 1e6), 'gpt-5', TABLE)).toBeCloseTo(1 + 0.1 + 5);
    expect(costOf(used(2e6, 0, 1e6), 'gpt-5-mini', TABLE)).toBeCloseTo(0.4);
  });

  test.each([
    ['gpt-5', 11],
    ['openai/gpt-5', 11],
    ['gpt-5-2025-08-07', 11],
    ['gpt-5@20250807', 11],
    ['gpt-5-latest', 11],
    ['gpt-5-mini-2025-08-07', 2.2],
    ['ann/own', 0],
  ])('is known of %s', (model, cost) => {
    expect(costOf(MILLION, model, TABLE)).toBeCloseTo(cost);
  });

  test.each(['gpt-5.1', 'gpt-5-pro', 'gpt-5-2', 'gpt-50', 'gpt', 'toString', '', 'own'])(
    'is unknown of %s, and not 0',
    (model) => {
      expect(costOf(MILLION, model, TABLE)).toBeNull();
    },
  );

  test('is unknown where the tokens are', () => {
    expect(costOf(used(null, 1), 'gpt-5', TABLE)).toBeNull();
    expect(costOf(used(1, null), 'gpt-5', TABLE)).toBeNull();
    expect(costOf(used(1e6, 0, null), 'gpt-5', TABLE)).toBeCloseTo(1);
  });

  test('is what the second table says where both say something', () => {
    const over = { date: '2026-03-01', models: { 'gpt-5': { input: 3, output: 3 } } };
    const both = overridden(TABLE, over);
    expect(both.date).toBe('2026-03-01');
    expect(costOf(MILLION, 'gpt-5', both)).toBeCloseTo(6);
    expect(costOf(MILLION, 'gpt-5-mini', both)).toBeCloseTo(2.2);
  });
});
