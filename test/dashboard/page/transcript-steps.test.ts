import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentAnswer } from '../../../src/agents/port.ts';
import { renderTranscript } from '../../../src/agents/transcript.ts';
import { transcriptSteps } from '../../../src/dashboard/page/transcript-steps.ts';

function transcript(events: AgentAnswer['events'], text = 'Done.'): string {
  const answer: AgentAnswer = {
    end: { type: 'completed' },
    text,
    structured: null,
    events,
    usage: { input_tokens: 1, output_tokens: 2, cached_input_tokens: null, cost_usd: null },
    activation: { used: null, visible: null },
    identity: { name: 'agent', version: null, model: null },
    log: '',
    durationMs: 1,
  };
  return renderTranscript({ title: 'Eval a, trial 1', prompt: 'Do it.', attempt: 1 }, answer);
}

describe('the steps of a transcript', () => {
  it('are what was said and done, without the marks that we put around it', () => {
    const steps = transcriptSteps(
      transcript([
        { type: 'message', role: 'assistant', text: 'I will\n\nlook.' },
        { type: 'tool_call', id: '1', name: 'Bash', input: { command: 'ls' } },
        { type: 'tool_result', id: '1', output: 'a\nb', is_error: true },
      ]),
    );
    expect(steps.slice(1)).toEqual([
      { title: 'Prompt', body: 'Do it.', isTool: false, isError: false },
      { title: 'Assistant', body: 'I will\n\nlook.', isTool: false, isError: false },
      { title: 'Tool call: Bash', body: '{\n  "command": "ls"\n}', isTool: true, isError: false },
      { title: 'Tool result (error)', body: 'a\nb', isTool: true, isError: true },
      { title: 'Final message', body: 'Done.', isTool: false, isError: false },
    ]);
  });

  it('take no heading for ours that an agent wrote', () => {
    const lines = fc.array(fc.constantFrom('## Assistant', '## Tool call: x', '```', '````', '> ', 'text', ''));
    fc.assert(
      fc.property(lines, lines, (said, printed) => {
        const steps = transcriptSteps(
          transcript([
            { type: 'message', role: 'assistant', text: said.join('\n') },
            { type: 'tool_result', id: '1', output: printed.join('\n'), is_error: false },
          ]),
        );
        expect(steps.map(({ title }) => title)).toEqual(['', 'Prompt', 'Assistant', 'Tool result', 'Final message']);
        expect(steps[2]?.body).toBe(said.join('\n'));
        expect(steps[3]?.body).toBe(printed.join('\n'));
      }),
    );
  });

  it('are one where another tool wrote the transcript', () => {
    expect(transcriptSteps('# what was said\n\nhello\n')).toEqual([
      { title: '', body: '# what was said\n\nhello', isTool: false, isError: false },
    ]);
    expect(transcriptSteps('')).toEqual([]);
  });
});
