import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../src/agents/port.ts';
import { createRecorder } from '../../src/agents/recorder.ts';

const KIB = 1024;
const said = (text: string): AgentEvent => ({ type: 'message', role: 'assistant', text });

function record(events: readonly AgentEvent[]) {
  const told: AgentEvent[] = [];
  const recorder = createRecorder((event) => told.push(event));
  for (const event of events) recorder.add(event);
  return { kept: recorder.events(), told };
}

describe('the recorder', () => {
  it('keeps events in their order and tells each as it comes', () => {
    const events: AgentEvent[] = [
      said('one'),
      { type: 'tool_call', id: 't', name: 'Bash', input: { command: 'ls' } },
      { type: 'tool_result', id: 't', output: '', is_error: false },
      { type: 'tool_call', id: 'u', name: 'Nothing', input: undefined },
    ];
    const { kept, told } = record(events);
    expect(kept).toEqual(events);
    expect(told).toEqual(events);
  });

  it('cuts a long text and says how much is missing', () => {
    const long = 'x'.repeat(256 * KIB + 7);
    const cut = `${'x'.repeat(256 * KIB)}\n[7 more characters are not kept]`;
    const { kept } = record([
      said(long),
      { type: 'tool_result', id: 't', output: long, is_error: true },
      { type: 'tool_call', id: 't', name: 'Write', input: { content: long } },
    ]);
    expect(kept[0]).toEqual(said(cut));
    expect(kept[1]).toMatchObject({ output: cut, is_error: true });
    expect(JSON.stringify(kept[2]).length).toBeLessThan(257 * KIB);
    expect(kept[2]).toMatchObject({ input: { cut: expect.stringContaining('more characters are not kept') } });
  });

  it('stops keeping when an agent floods, and says how many events are missing', () => {
    const { kept, told } = record(Array.from({ length: 80 }, () => said('x'.repeat(255 * KIB))));
    expect(told.length).toBeLessThan(17);
    expect(kept).toHaveLength(told.length + 1);
    expect(kept.at(-1)).toEqual({
      type: 'message',
      role: 'system',
      text: `[${80 - told.length} more events are not kept]`,
    });
  });
});
