import { describe, expect, it } from 'vitest';
import { imRecord } from '../../../src/records/sft/im.ts';
import { call, result, said, sampleOf } from './samples.ts';

const EVENTS = [
  said('I look.'),
  call('x', 'Read', { path: 'a' }),
  call('x', 'Bash', [1]),
  result('x', 'found'),
  result('x', ''),
  said('Done.'),
];

/** As it stands in the file. */
function written(sample: ReturnType<typeof sampleOf>) {
  return JSON.parse(JSON.stringify(imRecord(sample)));
}

describe('a line of im.jsonl', () => {
  it('has messages in the form of OpenAI, a system message first, with ids of their own for the calls', () => {
    const { messages, tools } = written(sampleOf(EVENTS));
    expect(messages).toEqual([
      { role: 'system', content: '' },
      { role: 'user', content: 'Do it.' },
      {
        role: 'assistant',
        content: 'I look.',
        reasoning_content: '',
        tool_calls: [
          { id: 'call_1', type: 'function', function: { name: 'Read', arguments: '{"path":"a"}' } },
          { id: 'call_2', type: 'function', function: { name: 'Bash', arguments: '{"input":[1]}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'found' },
      { role: 'tool', tool_call_id: 'call_2', content: '' },
      { role: 'assistant', content: 'Done.', reasoning_content: '' },
    ]);
    expect(tools).toMatchObject([
      { type: 'function', function: { name: 'Read' } },
      { type: 'function', function: { name: 'Bash' } },
    ]);
  });

  it('says what it was worth: the share of expectations that passed', () => {
    const { meta_info } = written(sampleOf(EVENTS));
    expect(meta_info).toMatchObject({
      ...{ teacher: 'claude', query_source: 'plan/1', response_generate_time: '2025-01-15', language: 'en', rounds: 2 },
      unique_info: {
        _instance_id: 'run-iter-1/eval-1__t1',
        _agent_type: 'main',
        _score: {
          composite_score: 1,
          passed: 2,
          total: 2,
          iteration: 1,
          decision: 'keep',
          assistant_turns: 2,
          total_tool_calls: 2,
        },
        _usage: { input_tokens: null },
      },
    });
  });

  it.each([
    ['Write a note.', 'en'],
    ['写一个便条 for me', 'zh'],
    ['', 'en'],
  ])('tells the language of %j: %s', (prompt, language) => {
    const sample = sampleOf(EVENTS);
    expect(written({ ...sample, dialogue: { ...sample.dialogue, prompt } }).meta_info.language).toBe(language);
  });
});
