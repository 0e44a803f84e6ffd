import { z } from 'zod';

/** What a call used. `null` is unknown, never 0. Tokens are counts, money is US dollars. */
export const usageSchema = z.object({
  input_tokens: z.number().int().nonnegative().nullable(),
  output_tokens: z.number().int().nonnegative().nullable(),
  cached_input_tokens: z.number().int().nonnegative().nullable(),
  cost_usd: z.number().nonnegative().nullable(),
});
export type Usage = z.infer<typeof usageSchema>;

export const UNKNOWN_USAGE: Usage = {
  input_tokens: null,
  output_tokens: null,
  cached_input_tokens: null,
  cost_usd: null,
};

/** What was not done costs nothing. */
export const NO_USAGE: Usage = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0, cost_usd: 0 };

/** Field-wise sum; a sum with an unknown part is unknown. The sum of no calls is unknown as well. */
export function sumUsage(items: readonly Usage[]): Usage {
  const total = (pick: (usage: Usage) => number | null): number | null =>
    items.length === 0 ? null : items.map(pick).reduce((a, b) => (a === null || b === null ? null : a + b), 0);
  return {
    input_tokens: total((usage) => usage.input_tokens),
    output_tokens: total((usage) => usage.output_tokens),
    cached_input_tokens: total((usage) => usage.cached_input_tokens),
    cost_usd: total((usage) => usage.cost_usd),
  };
}

/** US dollars that are known to be spent: at least so much. */
export function knownCost(items: readonly Usage[]): number {
  return items.reduce((sum, { cost_usd }) => sum + (cost_usd ?? 0), 0);
}
