import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

const count = z.number().int().nonnegative().nullable().default(null);

/** Lines of the agent protocol, version 1, that an agent writes to standard output. */
const lineSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message'),
    role: z.enum(['assistant', 'user', 'system']).default('assistant'),
    text: z.string(),
  }),
  z.object({ type: z.literal('tool_call'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({
    type: z.literal('tool_result'),
    id: z.string(),
    output: z.string(),
    is_error: z.boolean().default(false),
  }),
  z.object({
    type: z.literal('usage'),
    input_tokens: count,
    output_tokens: count,
    cached_input_tokens: count,
    cost_usd: z.number().nonnegative().nullable().default(null),
  }),
  z.object({
    type: z.literal('result'),
    status: z.enum(['completed', 'error', 'rate_limited', 'auth_error']),
    text: z.string().default(''),
    structured: z.unknown().default(null),
    error: z.string().nullable().default(null),
    retry_after_ms: z.number().nonnegative().nullable().default(null),
  }),
]);
export type ProtocolLine = z.infer<typeof lineSchema>;
export type ResultLine = Extract<ProtocolLine, { type: 'result' }>;

/** One line of output; null when it is not of the protocol and therefore log. */
export function parseLine(line: string): ProtocolLine | null {
  return lineSchema.safeParse(jsonLine(line)).data ?? null;
}
