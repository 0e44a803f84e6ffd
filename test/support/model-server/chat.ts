import { z } from 'zod';
import { openAiError } from './openai-error.ts';
import type { Protocol } from './protocol.ts';
import { type Message, SERVED } from './reply.ts';
import { sse } from './sse.ts';

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.looseObject({ text: z.string().default('') }))]).nullish(),
});

const bodySchema = z.looseObject({
  model: z.string().default('unknown'),
  stream: z.boolean().default(false),
  messages: z.array(messageSchema).default([]),
  response_format: z.unknown().optional(),
});

/** The OpenAI Chat Completions API, which nearly every other service and local server speaks as well. */
export const chat: Protocol = {
  asks: (path) => path.endsWith('/chat/completions'),
  read(_, raw) {
    const { model, stream, messages, response_format } = bodySchema.parse(JSON.parse(raw));
    const said = messages.filter(({ role }) => role === 'user' || role === 'tool').map(textOf);
    return {
      model,
      stream,
      turn: messages.filter(({ role }) => role === 'assistant').length,
      system: messages
        .filter(({ role }) => role === 'system' || role === 'developer')
        .map(textOf)
        .join('\n'),
      said,
      wanted: response_format === undefined ? (said[0] ?? '') : JSON.stringify(response_format),
    };
  },
  whole(message) {
    const { text, tools } = message;
    const tool_calls = tools.map((_, index) => callOf(message, index));
    const answer = { role: 'assistant', content: text, ...(tools.length === 0 ? {} : { tool_calls }) };
    const choice = { index: 0, message: answer, finish_reason: finish(message) };
    return { ...headOf(message, 'chat.completion'), choices: [choice], usage: USAGE };
  },
  pieces: streamOf,
  error: openAiError,
};

const USAGE = {
  prompt_tokens: SERVED.input,
  completion_tokens: SERVED.output,
  total_tokens: SERVED.input + SERVED.output,
};

function textOf({ content }: z.infer<typeof messageSchema>): string {
  if (content === null || content === undefined) return '';
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}

function finish({ tools }: Message): 'tool_calls' | 'stop' {
  return tools.length > 0 ? 'tool_calls' : 'stop';
}

function headOf({ number, model }: Message, object: string) {
  return { id: `chatcmpl_${number}`, object, created: 0, model };
}

function callOf({ tools }: Message, index: number) {
  const { id, name, input } = tools[index] ?? { id: '', name: '', input: {} };
  return { index, id, type: 'function', function: { name, arguments: JSON.stringify(input) } };
}

function streamOf(message: Message): readonly string[] {
  const chunk = (delta: unknown, finish_reason: string | null = null): string =>
    sse({ ...headOf(message, 'chat.completion.chunk'), choices: [{ index: 0, delta, finish_reason }] });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...(message.text === null ? [] : [chunk({ content: message.text })]),
    ...message.tools.flatMap((_, index) => callDeltas(message, index).map((call) => chunk({ tool_calls: [call] }))),
    chunk({}, finish(message)),
    sse({ ...headOf(message, 'chat.completion.chunk'), choices: [], usage: USAGE }),
    'data: [DONE]\n\n',
  ];
}

/** Arguments come in two parts, so that a client has to join them. */
function callDeltas(message: Message, index: number): readonly unknown[] {
  const call = callOf(message, index);
  const { name, arguments: json } = call.function;
  const half = Math.ceil(json.length / 2);
  return [
    { ...call, function: { name, arguments: json.slice(0, half) } },
    { index, function: { arguments: json.slice(half) } },
  ];
}
