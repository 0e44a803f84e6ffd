import { sumUsage, UNKNOWN_USAGE, type Usage } from '../../core/schema/usage.ts';
import type { Answer } from './line.ts';

/** Tokens and US dollars of a whole call, the sum of its answers. Unknown where one has begun and not ended. */
export function usageOf({
  usages,
  answering,
}: {
  readonly usages: readonly Usage[];
  readonly answering: boolean;
}): Usage {
  return answering ? UNKNOWN_USAGE : sumUsage(usages);
}

/**
 * What one answer used; unknown where the client counted nothing although the service had begun to answer. It prices
 * at 0 what it has no price for.
 */
export function usageOfAnswer(answer: Pick<Answer, 'usage' | 'stopReason' | 'content'>): Usage {
  const { input, output, cacheRead, cacheWrite, cost } = answer.usage;
  const input_tokens = input + cacheRead + cacheWrite;
  const isCounted = input_tokens + output > 0;
  if (!isCounted && (answer.stopReason !== 'error' || answer.content.length > 0)) return UNKNOWN_USAGE;
  const cost_usd = isCounted && cost.total === 0 ? null : cost.total;
  return { input_tokens, output_tokens: output, cached_input_tokens: cacheRead, cost_usd };
}
