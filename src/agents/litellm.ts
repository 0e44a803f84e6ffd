import { z } from 'zod';
import { jsonLine } from './json-line.ts';
import type { AgentEvent } from './port.ts';

const callSchema = z.object({
  id: z.string(),
  type: z.literal('function'),
  /** `arguments` is JSON in a text. */
  function: z.object({ name: z.string(), arguments: z.string() }),
});

/** Messages as chat completions have them; `is_error` is ours. */
export const chatMessageSchema = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: z.string() }),
  z.object({ role: z.literal('user'), content: z.string() }),
  z.object({
    role: z.literal('assistant'),
    content: z.string().nullable(),
    tool_calls: z.array(callSchema).optional(),
  }),
  z.object({
    role: z.literal('tool'),
    tool_call_id: z.string(),
    content: z.string(),
    is_error: z.boolean().optional(),
  }),
]);
export type ChatMessage = z.infer<typeof chatMessageSchema>;
type AssistantMessage = Extract<ChatMessage, { role: 'assistant' }>;

/**
 * What an agent did as chat messages. Which calls of a model there were is not told: a text, and the tool calls that
 * follow it, are taken for one. `eventsOf` is its inverse.
 */
export function chatOf(events: readonly AgentEvent[]): readonly ChatMessage[] {
  const messages: ChatMessage[] = [];
  for (const event of events) {
    const last = messages.at(-1);
    if (event.type !== 'tool_call') messages.push(messageOf(event));
    else if (last?.role === 'assistant') messages[messages.length - 1] = withCall(last, event);
    else messages.push(withCall({ role: 'assistant', content: null }, event));
  }
  return messages;
}

/** The events that chat messages were made of. */
export function eventsOf(messages: readonly ChatMessage[]): readonly AgentEvent[] {
  return messages.flatMap((message): AgentEvent[] => {
    switch (message.role) {
      case 'tool':
        return [
          {
            type: 'tool_result',
            id: message.tool_call_id,
            output: message.content,
            is_error: message.is_error ?? false,
          },
        ];
      case 'assistant':
        return [...saidIn(message), ...(message.tool_calls ?? []).map(callEvent)];
      default:
        return [{ type: 'message', role: message.role, text: message.content }];
    }
  });
}

/** The names of the tools that were called, in the order of their first call. */
export function toolsIn(messages: readonly ChatMessage[]): readonly string[] {
  const calls = messages.flatMap((message) => (message.role === 'assistant' ? (message.tool_calls ?? []) : []));
  return [...new Set(calls.map((call) => call.function.name))];
}

function messageOf(event: Exclude<AgentEvent, { type: 'tool_call' }>): ChatMessage {
  if (event.type === 'message') return { role: event.role, content: event.text };
  const error = event.is_error ? { is_error: true } : {};
  return { role: 'tool', tool_call_id: event.id, content: event.output, ...error };
}

function withCall(
  message: AssistantMessage,
  { id, name, input }: Extract<AgentEvent, { type: 'tool_call' }>,
): AssistantMessage {
  const call = { id, type: 'function' as const, function: { name, arguments: JSON.stringify(input ?? null) } };
  return { ...message, tool_calls: [...(message.tool_calls ?? []), call] };
}

function saidIn({ content }: AssistantMessage): AgentEvent[] {
  return content === null ? [] : [{ type: 'message', role: 'assistant', text: content }];
}

function callEvent({ id, function: { name, arguments: text } }: z.infer<typeof callSchema>): AgentEvent {
  return { type: 'tool_call', id, name, input: jsonLine(text) ?? null };
}
