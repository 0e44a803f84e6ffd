import { z } from 'zod';
import type { Usage } from '../../core/schema/usage.ts';

const tokens = z.number().int().nonnegative();

/** What newer clients add to their answer to a prompt. */
const answerSchema = z.object({
  usage: z.object({ inputTokens: tokens, outputTokens: tokens, cachedReadTokens: tokens.nullish() }),
});

/** Tokens from a client's answer to the prompt, and the cost that it told of the session; null where it tells none. */
export function usageOf(answer: unknown, costUsd: number | null): Usage {
  const told = answerSchema.safeParse(answer).data?.usage;
  return {
    input_tokens: told?.inputTokens ?? null,
    output_tokens: told?.outputTokens ?? null,
    cached_input_tokens: told?.cachedReadTokens ?? null,
    cost_usd: costUsd,
  };
}
