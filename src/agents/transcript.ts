import type { AgentAnswer, AgentEvent } from './port.ts';

export interface TranscriptHead {
  readonly title: string;
  readonly prompt: string;
  readonly attempt: number;
}

/** `transcript.md`: the whole conversation of a trial, readable as Markdown. Agent text is quoted or fenced so that it cannot pose as ours. */
export function renderTranscript(head: TranscriptHead, answer: AgentAnswer): string {
  const parts = [
    `# ${head.title}`,
    facts(head, answer),
    '## Prompt',
    head.prompt,
    ...answer.events.map(renderEvent),
    '## Final message',
    answer.text.trim() === '' ? '_none_' : quote(answer.text),
    ...(answer.log === '' ? [] : ['## Log', fence(answer.log)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function facts(head: TranscriptHead, answer: AgentAnswer): string {
  const { identity, usage } = answer;
  const tokens =
    usage.input_tokens === null
      ? 'tokens unknown'
      : `${usage.input_tokens} tokens in, ${usage.output_tokens ?? '?'} out`;
  const agent = [identity.name, identity.version, identity.model].filter((part) => part !== null).join(' ');
  return [`- agent: ${agent}`, `- attempt: ${head.attempt}`, `- end: ${endText(answer)}`, `- usage: ${tokens}`].join(
    '\n',
  );
}

function endText({ end }: AgentAnswer): string {
  return end.type === 'failed' ? `failed (${end.kind}): ${oneLine(end.message)}` : end.type;
}

function renderEvent(event: AgentEvent): string {
  switch (event.type) {
    case 'message':
      return `## ${event.role === 'assistant' ? 'Assistant' : event.role === 'user' ? 'User' : 'System'}\n\n${quote(event.text)}`;
    case 'tool_call':
      return `## Tool call: ${oneLine(event.name)}\n\n${fence(JSON.stringify(event.input, null, 2) ?? '')}`;
    case 'tool_result':
      return `## Tool result${event.is_error ? ' (error)' : ''}\n\n${fence(event.output)}`;
  }
}

function quote(text: string): string {
  return text
    .split(/\r\n|[\r\n]/)
    .map((line) => `> ${line}`)
    .join('\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

/** A code fence longer than any run of backticks inside. */
function fence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((run) => run[0].length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}
