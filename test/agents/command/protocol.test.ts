import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLine } from '../../../src/agents/command/protocol.ts';

describe('a line of the agent protocol', () => {
  it.each([
    [
      { type: 'message', text: 'x' },
      { type: 'message', role: 'assistant', text: 'x' },
    ],
    [
      { type: 'tool_call', id: 't1', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_call', id: 't1', name: 'Bash', input: { command: 'ls' } },
    ],
    [
      { type: 'tool_result', id: 't1', output: 'x' },
      { type: 'tool_result', id: 't1', output: 'x', is_error: false },
    ],
    [
      { type: 'usage', input_tokens: 3 },
      { type: 'usage', input_tokens: 3, output_tokens: null, cached_input_tokens: null, cost_usd: null },
    ],
    [
      { type: 'result', status: 'completed', extra: 1 },
      { type: 'result', status: 'completed', text: '', structured: null, error: null, retry_after_ms: null },
    ],
  ])('%j is understood, and what is left out gets its default', (line, parsed) => {
    expect(parseLine(JSON.stringify(line))).toEqual(parsed);
  });

  it.each([
    '',
    'Welcome!',
    '{"type": "message", "text": "cut',
    '[]',
    'null',
    '"result"',
    '{"type": "telemetry"}',
    '{"type": "result", "status": "great"}',
    '{"type": "usage", "input_tokens": -1}',
    '{"type": "usage", "cost_usd": "much"}',
    '{"type": "message", "role": "judge", "text": "x"}',
    `{"type": "tool_call", "id": "t", "name": "x", "input": ${'['.repeat(9000)}${']'.repeat(9000)}}`,
  ])('%j is none and therefore log', (line) => {
    expect(parseLine(line)).toBeNull();
  });

  it('never throws, whatever the line', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        parseLine(line);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
