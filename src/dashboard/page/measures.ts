import { amount, duration, money } from './format.ts';

/** What can be counted of a call. */
export const MEASURES = ['cost_usd', 'tokens', 'duration_ms'] as const;
export type Measure = (typeof MEASURES)[number];

const FORMATS = { cost_usd: money, tokens: amount, duration_ms: duration };

export function formatMeasure(measure: Measure, value: number | null): string {
  return FORMATS[measure](value);
}
