import { z } from 'zod';
import type { Protocol } from './protocol.ts';
import { type Message, SERVED } from './reply.ts';
import { sse } from './sse.ts';

const partsSchema = z.array(
  z.looseObject({
    text: z.string().optional(),
    functionResponse: z.looseObject({ response: z.unknown() }).optional(),
  }),
);

const bodySchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().default('user'), parts: partsSchema })).default([]),
  systemInstruction: z.looseObject({ parts: partsSchema }).optional(),
});

const STATUS_NAMES: Readonly<Record<number, string>> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  429: 'RESOURCE_EXHAUSTED',
  500: 'INTERNAL',
  503: 'UNAVAILABLE',
};

/** The Gemini API: `models/NAME:generateContent` and `:streamGenerateContent`. */
export const gemini: Protocol = {
  asks: (path) => /:(streamG|g)enerateContent$/.test(path),
  read(path, raw) {
    const { contents, systemInstruction } = bodySchema.parse(JSON.parse(raw));
    const said = contents.filter(({ role }) => role !== 'model').map(({ parts }) => partsText(parts));
    return {
      model: /models\/([^/:]+):/.exec(path)?.[1] ?? 'unknown',
      stream: path.endsWith(':streamGenerateContent'),
      turn: contents.length - said.length,
      system: partsText(systemInstruction?.parts ?? []),
      said,
      wanted: said[0] ?? '',
    };
  },
  whole: (message) => answerOf(message, partsOf(message)),
  pieces: (message) => {
    const parts = partsOf(message);
    // The first piece says nothing yet, so that a stream can be cut before the end is known.
    return [sse(opening(message)), ...(parts.length === 0 ? [] : [sse(answerOf(message, parts))])];
  },
  error: (status) => ({
    error: { code: status, message: `scripted ${status}`, status: STATUS_NAMES[status] ?? 'UNKNOWN' },
  }),
};

function partsText(parts: z.infer<typeof partsSchema>): string {
  return parts.map(({ text, functionResponse }) => text ?? JSON.stringify(functionResponse?.response ?? '')).join('\n');
}

function partsOf({ text, tools }: Message): readonly unknown[] {
  const said = text === null ? [] : [{ text }];
  return [...said, ...tools.map(({ id, name, input }) => ({ functionCall: { id, name, args: input } }))];
}

function answerOf({ model }: Message, parts: readonly unknown[]) {
  const { input, output } = SERVED;
  return {
    candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: input, candidatesTokenCount: output, totalTokenCount: input + output },
    modelVersion: model,
  };
}

function opening({ model }: Message) {
  return { candidates: [{ index: 0, content: { role: 'model', parts: [{ text: '' }] } }], modelVersion: model };
}
