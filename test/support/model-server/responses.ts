import { z } from 'zod';
import { openAiError } from './openai-error.ts';
import type { Protocol } from './protocol.ts';
import { type Message, SERVED } from './reply.ts';
import { sse } from './sse.ts';

const partsSchema = z.union([z.string(), z.array(z.looseObject({ text: z.string().default('') }))]);

const itemSchema = z.looseObject({
  type: z.string().default('message'),
  role: z.string().default(''),
  content: partsSchema.nullish(),
  output: partsSchema.nullish(),
});
type Item = z.infer<typeof itemSchema>;

const bodySchema = z.looseObject({
  model: z.string().default('unknown'),
  stream: z.boolean().default(false),
  instructions: z.string().default(''),
  input: z.array(itemSchema).default([]),
  text: z.looseObject({ format: z.unknown() }).nullish(),
});

/** The OpenAI Responses API, as far as Codex and pi need it. */
export const responses: Protocol = {
  asks: (path) => path.endsWith('/responses'),
  read(_, raw) {
    const { model, stream, instructions, input, text } = bodySchema.parse(JSON.parse(raw));
    const said = input.filter(isSaid).map(textOf);
    return {
      model,
      stream,
      // One answer of the model may be several items in a row.
      turn: input.filter((item, index) => isOfModel(item) && !isOfModel(input[index - 1])).length,
      system: [instructions, ...input.filter(({ role }) => /developer|system/.test(role)).map(textOf)].join('\n'),
      said,
      wanted: text?.format === undefined ? (said[0] ?? '') : JSON.stringify(text.format),
    };
  },
  whole: (message) => responseOf(message, itemsOf(message)),
  pieces: streamOf,
  error: openAiError,
};

function isSaid({ type, role }: Item): boolean {
  return role === 'user' || type.endsWith('_call_output');
}

function isOfModel(item: Item | undefined): boolean {
  return item !== undefined && (item.role === 'assistant' || /_call$|^reasoning$/.test(item.type));
}

function textOf({ content, output }: Item): string {
  const parts = content ?? output ?? '';
  return typeof parts === 'string' ? parts : parts.map(({ text }) => text).join('\n');
}

type OutputItem =
  | {
      readonly type: 'message';
      readonly id: string;
      readonly role: 'assistant';
      readonly content: readonly { readonly type: 'output_text'; readonly text: string; readonly annotations: [] }[];
    }
  | {
      readonly type: 'function_call';
      readonly id: string;
      readonly call_id: string;
      readonly name: string;
      readonly arguments: string;
    };

function itemsOf({ number, text, tools }: Message): readonly OutputItem[] {
  const content = text === null ? [] : [{ type: 'output_text' as const, text, annotations: [] as [] }];
  const said: readonly OutputItem[] =
    text === null ? [] : [{ type: 'message', id: `msg_${number}`, role: 'assistant', content }];
  const calls = tools.map(({ id, name, input }) => {
    return { type: 'function_call' as const, id: `fc_${id}`, call_id: id, name, arguments: JSON.stringify(input) };
  });
  return [...said, ...calls];
}

function responseOf({ number, model }: Message, output: readonly OutputItem[]) {
  const { input, output: made } = SERVED;
  const usage = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: made,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + made,
  };
  return { id: `resp_${number}`, object: 'response', created_at: 0, model, status: 'completed', output, usage };
}

function streamOf(message: Message): readonly string[] {
  const items = itemsOf(message);
  const whole = responseOf(message, items);
  const opening = { ...whole, status: 'in_progress', output: [], usage: null };
  return [
    event({ type: 'response.created', response: opening }),
    ...items.flatMap(itemEvents),
    event({ type: 'response.completed', response: whole }),
  ];
}

function itemEvents(item: OutputItem, output_index: number): readonly string[] {
  const place = { item_id: item.id, output_index };
  const begun = item.type === 'message' ? { ...item, content: [] } : { ...item, arguments: '' };
  return [
    event({ type: 'response.output_item.added', output_index, item: { ...begun, status: 'in_progress' } }),
    ...(item.type === 'message' ? textEvents(item.content, place) : argumentEvents(item.arguments, place)),
    event({ type: 'response.output_item.done', output_index, item: { ...item, status: 'completed' } }),
  ];
}

type Place = Readonly<Record<string, unknown>>;

function textEvents(parts: readonly { readonly text: string }[], place: Place): readonly string[] {
  return parts.flatMap((part, content_index) => {
    const at = { ...place, content_index };
    return [
      event({ ...at, type: 'response.content_part.added', part: { ...part, text: '' } }),
      event({ ...at, type: 'response.output_text.delta', delta: part.text }),
      event({ ...at, type: 'response.content_part.done', part }),
    ];
  });
}

/** Arguments come in two parts, so that a client has to join them. */
function argumentEvents(json: string, place: Place): readonly string[] {
  const half = Math.ceil(json.length / 2);
  return [
    ...[json.slice(0, half), json.slice(half)].map((delta) =>
      event({ ...place, type: 'response.function_call_arguments.delta', delta }),
    ),
    event({ ...place, type: 'response.function_call_arguments.done', arguments: json }),
  ];
}

function event(data: { readonly type: string; readonly [field: string]: unknown }): string {
  return sse(data, data.type);
}
