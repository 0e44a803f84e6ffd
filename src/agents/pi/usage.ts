import { sumUsage, UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import type { Answer } from './line.ts';
import type { StreamFacts } from './stream.ts';

/** Tokens and US dollars of a whole call, the sum of its answers. Unknown where one was broken off and never counted. */
export function usageOf({ usages, answering }: Pick<StreamFacts, 'usages' | 'answering'>): Usage {
  return answering ? UNKNOWN_USAGE : sumUsage(usages.map(usageOfAnswer));
}

/** The client prices at 0 what it has no price for. */
function usageOfAnswer({ input, output, cacheRead, cacheWrite, cost }: Answer['usage']): Usage {
  const input_tokens = input + cacheRead + cacheWrite;
  const isPriced = cost.total > 0 || input_tokens + output === 0;
  return {
    input_tokens,
    output_tokens: output,
    cached_input_tokens: cacheRead,
    cost_usd: isPriced ? cost.total : null,
  };
}
