import { z } from 'zod';
import type { Protocol } from './protocol.ts';
import { type Message, SERVED } from './reply.ts';
import { sse } from './sse.ts';

const blockSchema = z.looseObject({ type: z.string() });

const bodySchema = z.looseObject({
  model: z.string().default('unknown'),
  stream: z.boolean().default(false),
  messages: z
    .array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(blockSchema)]) }))
    .default([]),
  system: z.union([z.string(), z.array(z.looseObject({ text: z.string().default('') }))]).default(''),
  tools: z.array(z.looseObject({ name: z.string().default('') })).default([]),
});

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The Messages API, as far as Claude Code needs it. */
export const anthropic: Protocol = {
  asks: (path) => path.endsWith('/messages'),
  read(_, raw) {
    const { model, stream, messages, system, tools } = bodySchema.parse(JSON.parse(raw));
    const said = messages.filter(({ role }) => role === 'user').map(({ content }) => contentText(content));
    return {
      model,
      stream,
      turn: messages.filter(({ role }) => role === 'assistant').length,
      system: typeof system === 'string' ? system : system.map(({ text }) => text).join('\n'),
      said,
      wanted: JSON.stringify(tools.find(({ name }) => name === 'StructuredOutput') ?? {}),
    };
  },
  whole: wholeOf,
  pieces: streamOf,
  error: (status) => ({
    type: 'error',
    error: { type: ERROR_TYPES[status] ?? 'api_error', message: `scripted ${status}` },
  }),
};

function contentText(content: string | readonly z.infer<typeof blockSchema>[]): string {
  return typeof content === 'string' ? content : content.map(blockText).join('\n');
}

function blockText(block: z.infer<typeof blockSchema>): string {
  const part = block.text ?? block.content ?? '';
  return typeof part === 'string' ? part : JSON.stringify(part);
}

type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: unknown };

function blocksOf({ text, tools }: Message): readonly Block[] {
  const said: readonly Block[] = text === null ? [] : [{ type: 'text', text }];
  return [...said, ...tools.map((tool) => ({ type: 'tool_use' as const, ...tool }))];
}

function wholeOf(message: Message) {
  return {
    id: `msg_${message.number}`,
    type: 'message',
    role: 'assistant',
    model: message.model,
    content: blocksOf(message),
    stop_reason: message.tools.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: SERVED.input, output_tokens: SERVED.output },
  };
}

function streamOf(message: Message): readonly string[] {
  const whole = wholeOf(message);
  const { stop_reason, stop_sequence, usage } = whole;
  const opening = { ...whole, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } };
  return [
    event({ type: 'message_start', message: opening }),
    ...whole.content.flatMap((block, index) => blockEvents(block, index)),
    event({ type: 'message_delta', delta: { stop_reason, stop_sequence }, usage: { output_tokens: SERVED.output } }),
    event({ type: 'message_stop' }),
  ];
}

function blockEvents(block: Block, index: number): readonly string[] {
  const start = block.type === 'text' ? { ...block, text: '' } : { ...block, input: {} };
  return [
    event({ type: 'content_block_start', index, content_block: start }),
    ...deltas(block).map((delta) => event({ type: 'content_block_delta', index, delta })),
    event({ type: 'content_block_stop', index }),
  ];
}

/** Tool input comes in two parts, so that a client has to join them. */
function deltas(block: Block): readonly unknown[] {
  if (block.type === 'text') return [{ type: 'text_delta', text: block.text }];
  const json = JSON.stringify(block.input);
  const half = Math.ceil(json.length / 2);
  return [json.slice(0, half), json.slice(half)].map((part) => ({ type: 'input_json_delta', partial_json: part }));
}

function event(data: { readonly type: string; readonly [field: string]: unknown }): string {
  return sse(data, data.type);
}
