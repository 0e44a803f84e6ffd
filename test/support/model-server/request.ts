import { z } from 'zod';

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

/** One request to the Messages API as the client sent it. */
export interface ModelRequest {
  readonly path: string;
  readonly body: z.infer<typeof bodySchema>;
  /** The body's bytes as text: what tests search for words that must not be in it. */
  readonly raw: string;
  /** Messages that the model has already given in this conversation. */
  readonly turn: number;
  /** The folder that the client says it works in. */
  readonly cwd: string;
  /** Told from the schema of the structured answer that is asked for, never from the wording of a prompt. */
  readonly role: 'executor' | 'judge' | 'improver';
}

export function readRequest(path: string, raw: string): ModelRequest {
  const body = bodySchema.parse(raw === '' ? {} : JSON.parse(raw));
  const turn = body.messages.filter(({ role }) => role === 'assistant').length;
  return { path, body, raw, turn, cwd: workFolder(body), role: roleOf(body) };
}

/** The texts of the user's and the tools' messages, in their order. */
export function saidToModel(request: ModelRequest): string {
  return request.body.messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => (typeof content === 'string' ? content : content.map(blockText).join('\n')))
    .join('\n');
}

function roleOf(body: ModelRequest['body']): ModelRequest['role'] {
  const answer = JSON.stringify(body.tools.find(({ name }) => name === 'StructuredOutput') ?? {});
  if (answer.includes('"changelog"')) return 'improver';
  return answer.includes('"expectations"') ? 'judge' : 'executor';
}

/** Old clients tell it in the system prompt, newer ones in the first message. */
function workFolder({ system, messages }: ModelRequest['body']): string {
  const told = [typeof system === 'string' ? system : system.map((block) => block.text), messages[0]?.content ?? []];
  const texts = told.flat().map((block) => (typeof block === 'string' ? block : blockText(block)));
  return /working directory: (.+)/i.exec(texts.join('\n'))?.[1] ?? '';
}

function blockText(block: z.infer<typeof blockSchema>): string {
  const part = block.text ?? block.content ?? '';
  return typeof part === 'string' ? part : JSON.stringify(part);
}
