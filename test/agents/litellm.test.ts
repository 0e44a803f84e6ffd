import fc from 'fast-check';
import { expect, it } from 'vitest';
import { chatMessageSchema, chatOf, eventsOf, toolsIn } from '../../src/agents/litellm.ts';
import type { AgentEvent } from '../../src/agents/port.ts';
import { anyEvents } from './events.ts';

const call = (id: string, name: string): AgentEvent => ({ type: 'tool_call', id, name, input: { of: id } });

it('a text and the calls that follow it are one answer of the model', () => {
  const messages = chatOf([
    { type: 'message', role: 'assistant', text: 'I look.' },
    call('1', 'Read'),
    call('2', 'Bash'),
    { type: 'tool_result', id: '1', output: 'found', is_error: false },
    { type: 'tool_result', id: '2', output: 'no such file', is_error: true },
    call('3', 'Read'),
  ]);
  expect(messages).toMatchObject([
    { role: 'assistant', content: 'I look.', tool_calls: [{ id: '1' }, { id: '2' }] },
    { role: 'tool', tool_call_id: '1', content: 'found' },
    { role: 'tool', tool_call_id: '2', content: 'no such file', is_error: true },
    { role: 'assistant', content: null, tool_calls: [{ function: { name: 'Read', arguments: '{"of":"3"}' } }] },
  ]);
  expect(toolsIn(messages)).toEqual(['Read', 'Bash']);
});

it('the messages give back the very events they were made of, through JSON too', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const messages = chatOf(events).map((message) => chatMessageSchema.parse(JSON.parse(JSON.stringify(message))));
      expect(eventsOf(messages)).toEqual(JSON.parse(JSON.stringify(events)));
    }),
    { seed: 1, numRuns: 300 },
  );
});
