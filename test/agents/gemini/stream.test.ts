import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../../src/agents/gemini/line.ts';
import { activationOf } from '../../../src/agents/gemini/skills.ts';
import { usageOf } from '../../../src/agents/gemini/usage.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import { RECORDED, readLines, recorded } from './recorded-stream.ts';

const EXECUTOR = {
  role: 'executor',
  skill: { name: 'notes', description: 'Takes notes', dir: '/trial/skill/notes' },
} as const;

describe('a recorded stream', () => {
  test('tells the conversation in its order, without the prompt', () => {
    expect(recorded('ok').events).toEqual([
      { type: 'message', role: 'assistant', text: 'I look it up.' },
      { type: 'tool_call', id: 'activate_skill__call_1_0', name: 'activate_skill', input: { name: 'notes' } },
      {
        type: 'tool_result',
        id: 'activate_skill__call_1_0',
        output: expect.stringContaining('notes'),
        is_error: false,
      },
      {
        type: 'tool_call',
        id: 'write_file__call_2_0',
        name: 'write_file',
        input: { file_path: '/trial/work/notes.txt', content: 'noted' },
      },
      { type: 'tool_result', id: 'write_file__call_2_0', output: '', is_error: false },
      { type: 'message', role: 'assistant', text: 'Done.' },
    ]);
    expect(recorded('ok').facts).toMatchObject({ begun: { model: 'gemini-2.5-flash' }, text: 'Done.' });
  });

  test('says what all requests together cost, in tokens; the client knows no prices', () => {
    const usage = { input_tokens: 3000, output_tokens: 150, cached_input_tokens: 0, cost_usd: null };
    expect(usageOf(recorded('ok').facts.result)).toEqual(usage);
    expect(usageOf(recorded('late').facts.result)).toMatchObject({ input_tokens: 2000, output_tokens: 100 });
    expect(usageOf(recorded('hang').facts.result)).toEqual(UNKNOWN_USAGE);
  });

  test('counts thoughts, which stand in the total only, as output', () => {
    const stats = { total_tokens: 1400, input_tokens: 1000, output_tokens: 50, cached: 200 };
    const { facts } = readLines([JSON.stringify({ type: 'result', status: 'success', stats })]);
    expect(usageOf(facts.result)).toMatchObject({ output_tokens: 400, cached_input_tokens: 200 });
  });

  test.each(RECORDED)('%s has begun and holds nothing that is taken for log', (name) => {
    const { facts } = recorded(name);
    expect(facts.begun).not.toBeNull();
    expect(facts.log).toEqual([]);
    expect(facts.result === null).toBe(['hang', 'silent'].includes(name));
  });
});

describe('activation', () => {
  test('is a call of activate_skill for the skill under test', () => {
    expect(activationOf(EXECUTOR, recorded('ok').events)).toEqual({ used: true, visible: ['notes'] });
    const other = [{ type: 'tool_call', id: '1', name: 'activate_skill', input: { name: 'other' } }] as const;
    expect(activationOf(EXECUTOR, other).used).toBe(false);
    expect(activationOf({ role: 'judge', skill: null }, other)).toEqual({ used: null, visible: [] });
  });
});

describe('a line of the stream', () => {
  test('that is no JSON is log; JSON of an unknown type is passed over', () => {
    const { lines, facts, events } = recorded('ok');
    const noise = ['{"type":"news"}', '{"type":"resul', '[]', 'null', '', 'Warning: odd'];
    const noisy = readLines(lines.flatMap((line) => [...noise, line]));
    expect(noisy.events).toEqual(events);
    expect(noisy.facts).toMatchObject({ result: facts.result, text: facts.text });
    expect(noisy.facts.log.slice(0, 2)).toEqual(['{"type":"resul', 'Warning: odd']);
  });

  test('is never a reason to throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const line = parseLine(text);
        expect(line === null || typeof line.type === 'string').toBe(true);
      }),
      { seed: 3 },
    );
  });

  test('may be a piece of a message, which is told whole', () => {
    const piece = (content: string) => JSON.stringify({ type: 'message', role: 'assistant', content, delta: true });
    const { events, facts } = readLines([piece('Do'), piece('ne.')]);
    expect(events).toEqual([{ type: 'message', role: 'assistant', text: 'Done.' }]);
    expect(facts.text).toBe('Done.');
  });
});
