import fc from 'fast-check';
import type { AgentEvent } from '../../src/agents/port.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const id = fc.constantFrom('t1', 't2', 't3', '');

/** Whatever an agent may say it did, in any order. */
export const anyEvents: fc.Arbitrary<readonly AgentEvent[]> = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('message' as const),
      role: fc.constantFrom('assistant' as const, 'user' as const, 'system' as const),
      text: fc.oneof(text, fc.constantFrom('<think>', '</think>', '{"name": "x"}', '')),
    }),
    fc.record({
      type: fc.constant('tool_call' as const),
      id,
      name: fc.oneof(text, fc.constantFrom('Bash', 'Read')),
      input: fc.oneof(fc.jsonValue(), fc.constant({ command: '<think>ls</think>' })),
    }),
    fc.record({ type: fc.constant('tool_result' as const), id, output: text, is_error: fc.boolean() }),
  ),
  { maxLength: 14 },
);
