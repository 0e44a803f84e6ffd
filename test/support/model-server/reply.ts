/** What the scripted model answers to one request, in every protocol. */
export type ModelReply =
  | { readonly text: string }
  | { readonly tools: readonly ToolUse[]; readonly text?: string }
  /** A failure of the API. `body` is sent as JSON; without it the status's usual error. */
  | { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  /** Never answers. */
  | 'hang'
  /** Begins to answer and drops the connection. */
  | 'cut'
  /** Begins to answer and says no more, but keeps the connection. */
  | 'silent'
  /** Says that all is well, in words of no protocol. */
  | 'garbage';

export interface ToolUse {
  readonly name: string;
  readonly input: unknown;
}

/** What each answer is said to have cost. */
export const SERVED = { input: 1000, output: 50 };

/** An answer of the model, before a protocol puts it into words. */
export interface Message {
  /** Makes ids unique. */
  readonly number: number;
  readonly model: string;
  /** null where the model says nothing beside its tool calls. */
  readonly text: string | null;
  readonly tools: readonly (ToolUse & { readonly id: string })[];
}

export function messageOf(
  { tools = [], text = null }: { readonly tools?: readonly ToolUse[]; readonly text?: string | null },
  model: string,
  number: number,
): Message {
  return {
    number,
    model,
    text: text === '' && tools.length > 0 ? null : text,
    tools: tools.map((tool, index) => ({ id: `call_${number}_${index}`, ...tool })),
  };
}
