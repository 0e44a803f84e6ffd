import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

const tokens = z.number().int().nonnegative().default(0);

const answerSchema = z.object({
  role: z.literal('assistant'),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().default('') })),
  model: z.string().nullable().default(null),
  usage: z.object({
    /** Without those read from the cache or written to it. */
    input: tokens,
    output: tokens,
    cacheRead: tokens,
    cacheWrite: tokens,
    cost: z.object({ total: z.number().nonnegative() }),
  }),
  stopReason: z.enum(['stop', 'length', 'toolUse', 'error', 'aborted']),
  errorMessage: z.string().nullable().default(null),
});
/** One answer of the model. */
export type Answer = z.infer<typeof answerSchema>;

const resultSchema = z.object({ content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })) });

const lineSchema = z.union([
  z.object({ type: z.literal('agent_start') }),
  z.object({ type: z.literal('message_start'), message: z.looseObject({ role: z.literal('assistant') }) }),
  z.object({ type: z.literal('message_end'), message: answerSchema }),
  z.object({
    type: z.literal('tool_execution_start'),
    toolCallId: z.string(),
    toolName: z.string(),
    args: z.unknown().optional(),
  }),
  z.object({
    type: z.literal('tool_execution_end'),
    toolCallId: z.string(),
    result: resultSchema.nullish(),
    isError: z.boolean().default(false),
  }),
  z.looseObject({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);
export type StreamLine = z.infer<typeof lineSchema>;

/** Each such line repeats all that was said before it; to parse them would cost the square of what an agent says. */
const REPETITION = '{"type":"message_update"';

/** One line of `pi --mode json`; null when it is none and therefore log. */
export function parseLine(text: string): StreamLine | null {
  if (text.startsWith(REPETITION)) return { type: 'other' };
  return lineSchema.safeParse(jsonLine(text)).data ?? null;
}
