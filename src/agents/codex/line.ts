import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

const exitCode = z.number().nullable().default(null);

/** What the agent did, as far as we tell it on. */
const itemSchema = z.union([
  z.object({ type: z.literal('agent_message'), id: z.string(), text: z.string() }),
  z.object({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().default(''),
    exit_code: exitCode,
    status: z.string(),
  }),
  z.object({ type: z.literal('file_change'), id: z.string(), changes: z.unknown().optional(), status: z.string() }),
  z.object({
    type: z.literal('mcp_tool_call'),
    id: z.string(),
    server: z.string(),
    tool: z.string(),
    arguments: z.unknown().optional(),
    result: z.unknown().optional(),
    error: z.unknown().optional(),
    status: z.string(),
  }),
  z.object({ type: z.literal('web_search'), id: z.string(), query: z.string() }),
  /** A remark of the client itself, such as on a model that it does not know; also where all goes well. */
  z.object({ type: z.literal('error'), id: z.string(), message: z.string() }),
]);
export type Item = z.infer<typeof itemSchema>;

const usageSchema = z.object({
  input_tokens: z.number().int().nonnegative(),
  cached_input_tokens: z.number().int().nonnegative().default(0),
  output_tokens: z.number().int().nonnegative(),
});
export type TurnUsage = z.infer<typeof usageSchema>;

const lineSchema = z.union([
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.enum(['item.started', 'item.completed']), item: itemSchema }),
  z.object({ type: z.literal('turn.completed'), usage: usageSchema }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  /** What went wrong for now; the client may try again. */
  z.object({ type: z.literal('error'), message: z.string() }),
  z.looseObject({ type: z.string() }).transform(() => ({ type: 'other' as const })),
]);
export type StreamLine = z.infer<typeof lineSchema>;

/** One line of `codex exec --json`; null when it is none and therefore log. */
export function parseLine(text: string): StreamLine | null {
  return lineSchema.safeParse(jsonLine(text)).data ?? null;
}
