import { z } from 'zod';
import { jsonLine } from '../json-line.ts';
import type { AgentEvent } from '../port.ts';

const blockSchema = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('tool_use'), id: z.string(), name: z.string(), input: z.unknown() }),
  z.object({
    type: z.literal('tool_result'),
    tool_use_id: z.string(),
    content: z.unknown(),
    is_error: z.boolean().default(false),
  }),
  z.looseObject({ type: z.string() }).transform(() => null),
]);
type Block = z.infer<typeof blockSchema>;

const messageSchema = z.object({
  type: z.enum(['assistant', 'user']),
  message: z.object({ content: z.union([z.string(), z.array(blockSchema)]) }),
  /** On an assistant message that the client wrote itself: what the service refused. */
  error: z.string().nullable().default(null),
});

const initSchema = z.object({
  type: z.literal('system'),
  subtype: z.literal('init'),
  model: z.string().nullable().default(null),
  claude_code_version: z.string().nullable().default(null),
  skills: z.array(z.string()),
});
export type InitLine = z.infer<typeof initSchema>;

const modelUsageSchema = z.object({
  inputTokens: z.number().int().nonnegative(),
  outputTokens: z.number().int().nonnegative(),
  cacheReadInputTokens: z.number().int().nonnegative().default(0),
  cacheCreationInputTokens: z.number().int().nonnegative().default(0),
});

const resultSchema = z.object({
  type: z.literal('result'),
  subtype: z.string(),
  is_error: z.boolean(),
  api_error_status: z.number().nullable().default(null),
  result: z.string().default(''),
  structured_output: z.unknown().default(null),
  total_cost_usd: z.number().nonnegative().nullable().default(null),
  modelUsage: z.record(z.string(), modelUsageSchema).nullable().default(null),
  permission_denials: z.array(z.object({ tool_name: z.string(), tool_use_id: z.string() })).default([]),
  errors: z.array(z.string()).default([]),
});
export type ResultLine = z.infer<typeof resultSchema>;

export type StreamLine =
  | { readonly type: 'init'; readonly init: InitLine }
  | { readonly type: 'events'; readonly events: readonly AgentEvent[]; readonly apiError: string | null }
  | { readonly type: 'result'; readonly result: ResultLine }
  /** JSON that tells us nothing. */
  | { readonly type: 'other' };

/** One line of `--output-format stream-json`, whatever the order of its keys; null when it is no JSON and therefore log. */
export function parseLine(text: string): StreamLine | null {
  const json = jsonLine(text);
  if (json === undefined) return null;
  const init = initSchema.safeParse(json).data;
  if (init !== undefined) return { type: 'init', init };
  const message = messageSchema.safeParse(json).data;
  if (message !== undefined) return { type: 'events', events: eventsOf(message), apiError: message.error };
  const result = resultSchema.safeParse(json).data;
  return result === undefined ? { type: 'other' } : { type: 'result', result };
}

function eventsOf({ type: role, message }: z.infer<typeof messageSchema>): readonly AgentEvent[] {
  if (typeof message.content === 'string') return [{ type: 'message', role, text: message.content }];
  return message.content.flatMap((block) => eventOf(block, role));
}

function eventOf(block: Block, role: 'assistant' | 'user'): readonly AgentEvent[] {
  switch (block?.type) {
    case 'text':
      return [{ type: 'message', role, text: block.text }];
    case 'tool_use':
      return [{ type: 'tool_call', id: block.id, name: block.name, input: block.input ?? null }];
    case 'tool_result':
      return [
        { type: 'tool_result', id: block.tool_use_id, output: outputText(block.content), is_error: block.is_error },
      ];
    default:
      return [];
  }
}

const textPartSchema = z.object({ type: z.literal('text'), text: z.string() });

/** A tool's output is a text or a list of parts; what is no text (an image) is named by its type. */
function outputText(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return content === undefined ? '' : JSON.stringify(content);
  return content.map((part: unknown) => textPartSchema.safeParse(part).data?.text ?? `[${partType(part)}]`).join('\n');
}

function partType(part: unknown): string {
  return z.object({ type: z.string() }).safeParse(part).data?.type ?? 'unknown';
}
