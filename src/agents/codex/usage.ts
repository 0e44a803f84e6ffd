import { UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import type { StreamFacts } from './stream.ts';

/** Tokens of a whole call: those read from the cache are among the input, those of reasoning among the output. */
export function usageOf({ end }: Pick<StreamFacts, 'end'>): Usage {
  if (end === null || 'error' in end) return UNKNOWN_USAGE;
  const { input_tokens, output_tokens, cached_input_tokens } = end.usage;
  return { input_tokens, output_tokens, cached_input_tokens, cost_usd: null };
}
