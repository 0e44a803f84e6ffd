import { expect, test } from 'vitest';
import { createUpdates } from '../../../src/agents/acp/updates.ts';
import type { AgentEvent } from '../../../src/agents/port.ts';

function eventsOf(...updates: readonly object[]): { events: readonly AgentEvent[]; text: string } {
  const events: AgentEvent[] = [];
  const reader = createUpdates((event) => events.push(event));
  for (const update of updates) reader.take({ sessionId: 's1', update });
  return { text: reader.text(), events };
}

const say = (text: string) => ({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });

test('pieces of a message are one message, and the last one is the final one', () => {
  const { events, text } = eventsOf(
    say('I '),
    say('look.'),
    { sessionUpdate: 'tool_call', toolCallId: '1', title: 'Read a', kind: 'read', status: 'pending' },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', rawInput: { path: 'a' }, locations: [{ path: '/w/a' }] },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed', rawOutput: { lines: 1 } },
    { sessionUpdate: 'tool_call_update', toolCallId: '1', status: 'completed' },
    { sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'Hm.' } },
    say('Done.'),
  );
  expect(text).toBe('Done.');
  expect(events).toEqual([
    { type: 'message', role: 'assistant', text: 'I look.' },
    { type: 'tool_call', id: '1', name: 'read', input: { title: 'Read a', paths: ['/w/a'], input: { path: 'a' } } },
    { type: 'tool_result', id: '1', output: '{"lines":1}', is_error: false },
    { type: 'message', role: 'assistant', text: 'Done.' },
  ]);
});

test('what a tool gave back is told as text, whatever it was', () => {
  const content = [
    { type: 'content', content: { type: 'text', text: 'one' } },
    { type: 'content', content: { type: 'image', data: '…' } },
    { type: 'diff', path: '/w/a', newText: '' },
    { type: 'terminal', terminalId: 't' },
  ];
  const { events } = eventsOf({ sessionUpdate: 'tool_call', toolCallId: '1', title: 't', status: 'failed', content });
  expect(events[1]).toEqual({
    type: 'tool_result',
    id: '1',
    output: 'one\n[content]\n[changed /w/a]\n[terminal]',
    is_error: true,
  });
});

test('nonsense is passed over', () => {
  const reader = createUpdates(() => {
    throw new Error('no event');
  });
  for (const params of [null, 7, {}, { update: {} }, { update: { sessionUpdate: 'new_one' } }]) reader.take(params);
  expect(reader.text()).toBe('');
  expect(reader.costUsd()).toBeNull();
});
