import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

const count = z.number().int().nonnegative();

const lineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), model: z.string().nullable().default(null) }),
  z.object({ type: z.literal('message'), role: z.enum(['user', 'assistant']), content: z.string() }),
  z.object({ type: z.literal('tool_use'), tool_id: z.string(), tool_name: z.string(), parameters: z.unknown() }),
  z.object({
    type: z.literal('tool_result'),
    tool_id: z.string(),
    status: z.string(),
    output: z.string().default(''),
    error: z
      .object({ type: z.string().default(''), message: z.string().default('') })
      .nullable()
      .default(null),
  }),
  /** Something that went wrong, but need not be the end. */
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({
    type: z.literal('result'),
    status: z.string(),
    error: z
      .object({ type: z.string().default(''), message: z.string().default('') })
      .nullable()
      .default(null),
    stats: z
      .object({ total_tokens: count, input_tokens: count, output_tokens: count, cached: count.default(0) })
      .nullable()
      .default(null),
  }),
]);
export type GeminiLine = z.infer<typeof lineSchema>;
export type ResultLine = Extract<GeminiLine, { type: 'result' }>;

/** One line of `--output-format stream-json`: null when it is no JSON and therefore log, `other` when it tells us nothing. */
export function parseLine(text: string): GeminiLine | { readonly type: 'other' } | null {
  const json = jsonLine(text);
  if (json === undefined) return null;
  return lineSchema.safeParse(json).data ?? { type: 'other' };
}
