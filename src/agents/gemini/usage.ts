import { UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import type { ResultLine } from './line.ts';

/** Tokens of a whole call, all models together. Thoughts, which are paid like output, stand only in the total. The client knows no prices. */
export function usageOf(result: ResultLine | null): Usage {
  const stats = result?.stats ?? null;
  if (stats === null) return UNKNOWN_USAGE;
  const { input_tokens, total_tokens, output_tokens, cached } = stats;
  return {
    input_tokens,
    output_tokens: Math.max(output_tokens, total_tokens - input_tokens),
    cached_input_tokens: cached,
    cost_usd: null,
  };
}
