import { describe, expect, test } from 'vitest';
import { endOfAnswer, endOfStep } from '../../../src/agents/api/end.ts';
import type { AgentEvent } from '../../../src/agents/port.ts';

const looked: readonly AgentEvent[] = [
  { type: 'tool_call', id: '1', name: 'list', input: {} },
  { type: 'tool_result', id: '1', output: '', is_error: false },
];
const silent = { text: '', structured: null, denied: [], events: looked };

describe('a model breaks off', () => {
  test.each([
    ['length', 'cap'],
    ['content-filter', 'denied'],
    ['error', 'crash'],
  ] as const)('for the reason %s', (reason, kind) => {
    expect(endOfStep(reason)).toMatchObject({ type: 'failed', kind });
  });

  test.each(['stop', 'tool-calls', 'other'] as const)('never for the reason %s', (reason) => {
    expect(endOfStep(reason)).toBeNull();
  });
});

describe('a model that worked and then said nothing', () => {
  test.each([
    ['executor', null, { type: 'completed' }],
    ['improver', {}, { type: 'completed' }],
    ['judge', {}, { type: 'failed', kind: 'protocol' }],
  ] as const)('as %s with the schema %j', (role, schema, end) => {
    expect(endOfAnswer({ call: { role, schema }, ...silent })).toMatchObject(end);
  });

  test('and did nothing either has given nothing', () => {
    const call = { role: 'improver', schema: {} } as const;
    expect(endOfAnswer({ call, ...silent, events: [] })).toMatchObject({ kind: 'empty' });
  });
});

test('what a judge was refused is none of its business', () => {
  const events: readonly AgentEvent[] = [
    { type: 'tool_call', id: '1', name: 'write', input: {} },
    { type: 'tool_result', id: '1', output: '', is_error: true },
  ];
  const refused = { text: 'Well.', structured: null, denied: ['1'], events };
  const call = { schema: null };
  expect(endOfAnswer({ call: { ...call, role: 'judge' }, ...refused })).toEqual({ type: 'completed' });
  expect(endOfAnswer({ call: { ...call, role: 'executor' }, ...refused })).toMatchObject({ kind: 'denied' });
});
