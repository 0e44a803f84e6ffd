import type { LanguageModelUsage } from 'ai';
import type { PriceTable } from '../../core/prices.ts';
import { costOf } from '../../core/prices.ts';
import type { Usage } from '../../core/schema/usage.ts';

/** What one request used; its cost where the model's price is known. Input tokens include cached ones. */
export function usageOf(told: LanguageModelUsage, model: string, prices: PriceTable): Usage {
  const tokens = {
    input_tokens: told.inputTokens ?? null,
    output_tokens: told.outputTokens ?? null,
    cached_input_tokens: told.inputTokenDetails.cacheReadTokens ?? null,
  };
  return { ...tokens, cost_usd: costOf(tokens, model, prices) };
}
