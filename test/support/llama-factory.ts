/**
 * LLaMA-Factory's way with a ShareGPT data set, as strict as it is: which records its converter skips without a word, and
 * at which its formatter fails. Written down from its data/converter.py and data/formatter.py.
 */
export interface DatasetInfo {
  readonly file_name: string;
  readonly formatting: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

type Row = Readonly<Record<string, unknown>>;

/** What is wrong with a record; null when it is loaded as it is. */
export function whySkipped(row: Row, { formatting, columns, tags }: DatasetInfo): string | null {
  if (formatting !== 'sharegpt') return `formatting ${formatting}`;
  const messages = row[columns.messages ?? ''];
  if (!Array.isArray(messages)) return 'no messages';
  const turns = messages.map((message: Row) => ({
    role: message[tags.role_tag ?? ''],
    value: message[tags.content_tag ?? ''],
  }));
  if (turns[0]?.role === tags.system_tag) turns.shift();
  const fault = whyNoTurns(turns, tags);
  if (fault !== null) return fault;
  const calls = turns.filter(({ role }) => role === tags.function_tag);
  return calls.map(({ value }) => whyNoCall(String(value))).find((why) => why !== null) ?? whyNoTools(row, columns);
}

interface Turn {
  readonly role: unknown;
  readonly value: unknown;
}

/** Even places are the user's, odd ones the assistant's, and an assistant's message ends it. */
function whyNoTurns(turns: readonly Turn[], tags: DatasetInfo['tags']): string | null {
  const sides = [
    [tags.user_tag, tags.observation_tag],
    [tags.assistant_tag, tags.function_tag],
  ];
  for (const [index, { role, value }] of turns.entries()) {
    if (typeof role !== 'string' || !sides[index % 2]?.includes(role)) return `role ${role} at ${index}`;
    if (typeof value !== 'string') return `no text at ${index}`;
  }
  if (turns.length === 0 || turns.length % 2 !== 0) return `${turns.length} turns`;
  return turns.at(-1)?.role === tags.assistant_tag ? null : 'does not end with the assistant';
}

/** FunctionFormatter: a thought is taken out, wherever it stands; the rest is JSON of one call or several. */
function whyNoCall(value: string): string | null {
  const marked = /<tool_call>([\s\S]*?)<\/tool_call>/.exec(value)?.[1];
  const calls: unknown = parsed(marked ?? value.replace(/<think>\n[\s\S]*?\n<\/think>\n\n/, ''));
  const all = Array.isArray(calls) ? calls : [calls];
  if (all.length === 0) return 'no call';
  for (const call of all) {
    if (typeof call?.name !== 'string') return `no call: ${value}`;
    // A text would be encoded a second time in what is trained on.
    if (typeof call.arguments !== 'object' || call.arguments === null || Array.isArray(call.arguments))
      return 'arguments';
  }
  return null;
}

/** ToolFormatter. */
function whyNoTools(row: Row, columns: DatasetInfo['columns']): string | null {
  if (columns.system !== undefined && typeof row[columns.system] !== 'string') return 'no system';
  if (columns.tools === undefined) return null;
  const tools = parsed(String(row[columns.tools]));
  if (!Array.isArray(tools)) return 'tools';
  const isTool = (tool: { name?: unknown; parameters?: { properties?: unknown } }) =>
    typeof tool.name === 'string' && typeof tool.parameters?.properties === 'object';
  return tools.every(isTool) ? null : 'tools';
}

/** null where it is no JSON. */
function parsed(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
