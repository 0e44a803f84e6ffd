/** What the scripted model answers to one request. */
export type ModelReply =
  | { readonly text: string }
  | { readonly tools: readonly ToolUse[]; readonly text?: string }
  /** A failure of the API. `body` is sent as JSON; without it the status's usual error. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers. */
  | 'hang'
  /** Begins to answer and drops the connection. */
  | 'cut';

export interface ToolUse {
  readonly name: string;
  readonly input: unknown;
}

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export function errorBody(status: number): unknown {
  return { type: 'error', error: { type: ERROR_TYPES[status] ?? 'api_error', message: `scripted ${status}` } };
}

interface TextBlock {
  readonly type: 'text';
  readonly text: string;
}

interface ToolUseBlock {
  readonly type: 'tool_use';
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** A whole answer of the Messages API; `number` makes its ids unique. */
export interface Message {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly (TextBlock | ToolUseBlock)[];
  readonly stop_reason: 'end_turn' | 'tool_use';
  readonly stop_sequence: null;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

export function messageOf(
  reply: { tools?: readonly ToolUse[]; text?: string },
  model: string,
  number: number,
): Message {
  const tools = reply.tools ?? [];
  return {
    id: `msg_${number}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [
      ...(reply.text === undefined || (reply.text === '' && tools.length > 0) ? [] : [textBlock(reply.text)]),
      ...tools.map((tool, index) => ({ type: 'tool_use' as const, id: `toolu_${number}_${index}`, ...tool })),
    ],
    stop_reason: tools.length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1000, output_tokens: 50 },
  };
}

/** The message as the server-sent events of a streamed answer. */
export function streamOf(message: Message): readonly string[] {
  const opening = { ...message, content: [], stop_reason: null, usage: { ...message.usage, output_tokens: 1 } };
  return [
    sse({ type: 'message_start', message: opening }),
    ...message.content.flatMap((block, index) => blockEvents(block, index)),
    sse({
      type: 'message_delta',
      delta: { stop_reason: message.stop_reason, stop_sequence: null },
      usage: { output_tokens: message.usage.output_tokens },
    }),
    sse({ type: 'message_stop' }),
  ];
}

function textBlock(text: string): TextBlock {
  return { type: 'text', text };
}

function blockEvents(block: TextBlock | ToolUseBlock, index: number): readonly string[] {
  const start = block.type === 'text' ? textBlock('') : { ...block, input: {} };
  return [
    sse({ type: 'content_block_start', index, content_block: start }),
    ...deltas(block).map((delta) => sse({ type: 'content_block_delta', index, delta })),
    sse({ type: 'content_block_stop', index }),
  ];
}

/** Tool input comes in two parts, so that a client has to join them. */
function deltas(block: TextBlock | ToolUseBlock): readonly unknown[] {
  if (block.type === 'text') return [{ type: 'text_delta', text: block.text }];
  const json = JSON.stringify(block.input);
  const half = Math.ceil(json.length / 2);
  return [json.slice(0, half), json.slice(half)].map((part) => ({ type: 'input_json_delta', partial_json: part }));
}

function sse(event: { readonly type: string; readonly [field: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
