import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentAnswer, AgentEvent } from '../../src/agents/port.ts';
import { renderTranscript } from '../../src/agents/transcript.ts';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';

const ANSWER: AgentAnswer = {
  end: { type: 'completed' },
  text: 'All done.',
  structured: null,
  events: [],
  usage: { ...UNKNOWN_USAGE, input_tokens: 12, output_tokens: 3 },
  activation: { used: null, visible: null },
  identity: { name: 'claude', version: '2.1', model: 'opus' },
  durationMs: 5,
  log: '',
};
const render = (changes: Partial<AgentAnswer>) =>
  renderTranscript({ title: 'Eval 3, trial 1', prompt: 'Do it.\n\nNow.', attempt: 2 }, { ...ANSWER, ...changes });

describe('a transcript', () => {
  it('tells the facts, the prompt, the conversation, the final message and the log', () => {
    const events: AgentEvent[] = [
      { type: 'message', role: 'assistant', text: 'Let me see.\nYes.' },
      { type: 'tool_call', id: 't', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_result', id: 't', output: 'a.txt', is_error: true },
      { type: 'message', role: 'user', text: 'Go on.' },
    ];
    expect(render({ events, log: 'a warning' })).toBe(`# Eval 3, trial 1

- agent: claude 2.1 opus
- attempt: 2
- end: completed
- usage: 12 tokens in, 3 out

## Prompt

Do it.

Now.

## Assistant

> Let me see.
> Yes.

## Tool call: Bash

\`\`\`
{
  "command": "ls"
}
\`\`\`

## Tool result (error)

\`\`\`
a.txt
\`\`\`

## User

> Go on.

## Final message

> All done.

## Log

\`\`\`
a warning
\`\`\`
`);
  });

  it.each<[string, Partial<AgentAnswer>]>([
    ['- end: timeout', { end: { type: 'timeout' } }],
    [
      '- end: failed (crash): fell over',
      { end: { type: 'failed', kind: 'crash', message: 'fell\nover', retryAfterMs: null } },
    ],
    ['- usage: tokens unknown', { usage: UNKNOWN_USAGE }],
    ['- usage: 12 tokens in, ? out', { usage: { ...UNKNOWN_USAGE, input_tokens: 12 } }],
    ['- agent: command:x\n', { identity: { name: 'command:x', version: null, model: null } }],
    ['## Final message\n\n_none_\n', { text: ' \n' }],
  ])('says %j', (line, changes) => {
    expect(render(changes)).toContain(line);
  });

  it('has fences that are longer than any run of backticks inside', () => {
    const output = 'a ``` b\n`````\nc';
    expect(render({ events: [{ type: 'tool_result', id: 't', output, is_error: false }] })).toContain(
      `\n\`\`\`\`\`\`\n${output}\n\`\`\`\`\`\`\n`,
    );
  });

  it('shows nothing that an agent wrote as a heading of ours', () => {
    const forged = fc.constantFrom(
      '## Tool result',
      '\n',
      '\r',
      '\r\n',
      '```',
      '````',
      '# Eval',
      ' ',
      'x',
      '~~~',
      '> ',
    );
    const text = fc.array(forged, { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.tuple(text, text, text, text), ([said, output, final, log]) => {
        const events: AgentEvent[] = [
          { type: 'message', role: 'assistant', text: said },
          { type: 'tool_call', id: 't', name: said, input: output },
          { type: 'tool_result', id: 't', output, is_error: false },
        ];
        const page = render({
          events,
          text: final,
          log: `log ${log}`,
          end: { type: 'failed', kind: 'crash', message: said, retryAfterMs: null },
        });
        expect(headings(page)).toEqual([
          '# Eval 3, trial 1',
          '## Prompt',
          '## Assistant',
          expect.stringMatching(/^## Tool call/),
          '## Tool result',
          '## Final message',
          '## Log',
        ]);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

/** The headings as Markdown sees them: outside of fences and quotes. */
function headings(page: string): readonly string[] {
  const found: string[] = [];
  let fence: string | null = null;
  for (const line of page.split(/\r\n|[\r\n]/)) {
    const ticks: string | undefined = /^(`{3,})\s*$/.exec(line)?.[1];
    if (fence !== null) {
      if (ticks !== undefined && ticks.length >= fence.length) fence = null;
    } else if (ticks !== undefined) fence = ticks;
    else if (line.startsWith('#')) found.push(line);
  }
  return found;
}
