import { UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import type { ResultLine } from './line.ts';

/**
 * Tokens and US dollars of a whole call. Input tokens include those written to and read from the cache. The result's
 * own `usage` lags one request behind when a call fails, so the sums per model are read.
 */
export function usageOf(result: ResultLine | null): Usage {
  if (result === null) return UNKNOWN_USAGE;
  const models = result.modelUsage === null ? null : Object.values(result.modelUsage);
  const sum = (pick: (model: NonNullable<typeof models>[number]) => number): number | null =>
    models === null ? null : models.reduce((total, model) => total + pick(model), 0);
  return {
    input_tokens: sum((model) => model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens),
    output_tokens: sum((model) => model.outputTokens),
    cached_input_tokens: sum((model) => model.cacheReadInputTokens),
    cost_usd: result.total_cost_usd,
  };
}
