import { z } from 'zod';

const contentSchema = z.union([
  z.object({ type: z.literal('content'), content: z.object({ type: z.literal('text'), text: z.string() }) }),
  z.object({ type: z.literal('diff'), path: z.string() }),
  z.looseObject({ type: z.string() }),
]);

/** What a client tells of a tool call, all at once or bit by bit. */
export const toolCallSchema = z.object({
  toolCallId: z.string(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  kind: z.string().nullish(),
  status: z.string().nullish(),
  content: z.array(contentSchema).nullish(),
  locations: z.array(z.object({ path: z.string() })).nullish(),
  rawInput: z.unknown().optional(),
  rawOutput: z.unknown().optional(),
});
export type ToolCall = z.infer<typeof toolCallSchema>;

/** The call as known before, with what is told anew. */
export function merged(before: ToolCall | undefined, now: ToolCall): ToolCall {
  const told = Object.entries(now).filter(([, value]) => value !== undefined && value !== null);
  return { ...before, ...Object.fromEntries(told), toolCallId: now.toolCallId };
}

/** By which the call is named among the events. */
export function nameOf({ name, kind }: ToolCall): string {
  return name ?? kind ?? 'other';
}

/** What it was called with, as far as it was told. */
export function inputOf({ title, rawInput, locations }: ToolCall): Readonly<Record<string, unknown>> {
  const paths = (locations ?? []).map(({ path }) => path);
  return {
    ...(title ? { title } : {}),
    ...(paths.length > 0 ? { paths } : {}),
    ...(rawInput === undefined ? {} : { input: rawInput }),
  };
}

/** Every file that it says it touches. */
export function pathsOf({ locations, content }: ToolCall): readonly string[] {
  const changed = (content ?? []).flatMap((part) =>
    'path' in part && typeof part.path === 'string' ? [part.path] : [],
  );
  return [...(locations ?? []).map(({ path }) => path), ...changed];
}

const READING = ['read', 'search', 'think', 'fetch'];

/** Whether it can change something; a call of which nothing is said can. */
export function changes({ kind }: ToolCall): boolean {
  return !READING.includes(kind ?? 'other');
}

export function outputOf({ content, rawOutput }: ToolCall): string {
  if (content && content.length > 0) return content.map(partText).join('\n');
  if (rawOutput === undefined) return '';
  return typeof rawOutput === 'string' ? rawOutput : JSON.stringify(rawOutput);
}

function partText(part: z.infer<typeof contentSchema>): string {
  const text = z.object({ content: z.object({ text: z.string() }) }).safeParse(part).data?.content.text;
  return text ?? ('path' in part ? `[changed ${String(part.path)}]` : `[${part.type}]`);
}
