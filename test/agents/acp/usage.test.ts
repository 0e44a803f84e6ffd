import { expect, test } from 'vitest';
import { usageOf } from '../../../src/agents/acp/usage.ts';

const told = { inputTokens: 10, outputTokens: 2, totalTokens: 12 };

test.each([
  ['all of it', { usage: { ...told, cachedReadTokens: 4 } }, [10, 2, 4]],
  ['nothing of a cache', { usage: told }, [10, 2, null]],
  ['nothing', { stopReason: 'end_turn' }, [null, null, null]],
  ['nothing that can be', { usage: { ...told, inputTokens: -1 } }, [null, null, null]],
  ['no answer at all', null, [null, null, null]],
])('a client that tells of its tokens %s', (_, answer, [input, output, cached]) => {
  expect(usageOf(answer, 0.5)).toEqual({
    input_tokens: input,
    output_tokens: output,
    cached_input_tokens: cached,
    cost_usd: 0.5,
  });
});
