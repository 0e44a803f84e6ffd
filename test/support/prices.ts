import type { PriceTable } from '../../src/core/prices.ts';

/** Prices of which every sum is easy to follow. */
export const PRICES: PriceTable = {
  date: '2026-01-31',
  models: { 'claude-x': { input: 1, cached_input: 0.1, output: 10 } },
};
