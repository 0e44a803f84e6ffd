import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../../src/agents/claude/line.ts';
import { activationOf } from '../../../src/agents/claude/skills.ts';
import { usageOf } from '../../../src/agents/claude/usage.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import { EXECUTOR, JUDGE, RECORDED, readLines, recorded } from './recorded-stream.ts';

describe('a recorded stream', () => {
  test('tells the conversation in its order', () => {
    expect(recorded('ok').events).toEqual([
      { type: 'tool_call', id: 'toolu_1_0', name: 'Skill', input: { skill: 'notes' } },
      { type: 'tool_result', id: 'toolu_1_0', output: 'Launching skill: notes', is_error: false },
      { type: 'message', role: 'user', text: expect.stringContaining('BODY_OF_NOTES') },
      { type: 'message', role: 'assistant', text: 'I write it.' },
      { type: 'tool_call', id: 'toolu_2_0', name: 'Write', input: { file_path: '/trial/cwd/out.txt', content: 'hi' } },
      { type: 'tool_result', id: 'toolu_2_0', output: expect.stringContaining('/trial/cwd/out.txt'), is_error: false },
      { type: 'message', role: 'assistant', text: 'done' },
    ]);
  });

  test('says which client and model answered, and what it cost with all requests counted', () => {
    const { facts } = recorded('ok');
    expect(facts.init).toMatchObject({ model: 'claude-sonnet-4-5', claude_code_version: '2.1.197' });
    expect(usageOf(facts.result)).toEqual({
      input_tokens: 3000,
      output_tokens: 150,
      cached_input_tokens: 0,
      cost_usd: 0.01125,
    });
  });

  test('counts the whole spend of a call that was capped, although its own usage lags behind', () => {
    expect(usageOf(recorded('max-budget').facts.result)).toMatchObject({ input_tokens: 2000, output_tokens: 100 });
  });

  test('leaves usage unknown where no result came', () => {
    expect(usageOf(recorded('hang').facts.result)).toEqual(UNKNOWN_USAGE);
  });

  test.each(RECORDED)('%s has an init line and nothing that is taken for log', (name) => {
    const { facts } = recorded(name);
    expect(facts.init).not.toBeNull();
    expect(facts.log).toEqual([]);
    expect(facts.result === null).toBe(name === 'hang');
  });
});

describe('activation', () => {
  test('is a call of the tool Skill for the skill under test, with or without its prefix', () => {
    const { facts, events } = recorded('ok');
    expect(activationOf(EXECUTOR, facts.init, events)).toEqual({ used: true, visible: ['notes'] });
    const prefixed = [{ type: 'tool_call', id: '1', name: 'Skill', input: { skill: 'plugin:notes' } }] as const;
    expect(activationOf(EXECUTOR, facts.init, prefixed).used).toBe(true);
  });

  test('is not a call for another skill, nor a skill that was only visible', () => {
    const { facts } = recorded('foreign-skill');
    const other = [{ type: 'tool_call', id: '1', name: 'Skill', input: { skill: 'other' } }] as const;
    expect(activationOf(EXECUTOR, facts.init, other)).toEqual({ used: false, visible: ['other', 'notes'] });
    expect(activationOf(EXECUTOR, facts.init, [])).toMatchObject({ used: false });
  });

  test('is unknown for a role without a skill under test, and where nothing was announced', () => {
    expect(activationOf(JUDGE, recorded('structured').facts.init, [])).toEqual({ used: null, visible: [] });
    expect(activationOf(EXECUTOR, null, [])).toEqual({ used: false, visible: null });
  });
});

describe('a line of the stream', () => {
  test('is read whatever the order of its keys', () => {
    const { lines, facts } = recorded('ok');
    const shuffled = lines.map((line) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse())),
    );
    expect(readLines(shuffled).facts).toEqual(facts);
  });

  test('that is no JSON is log; JSON of an unknown type is passed over', () => {
    const { lines, facts, events } = recorded('ok');
    const noise = ['{"type":"system","subtype":"new_thing"}', '{"type":"resul', '[]', 'null', '', 'Warning: odd'];
    const noisy = readLines(lines.flatMap((line) => [...noise, line]));
    expect(noisy.events).toEqual(events);
    expect(noisy.facts).toMatchObject({ init: facts.init, result: facts.result });
    expect(noisy.facts.log.slice(0, 2)).toEqual(['{"type":"resul', 'Warning: odd']);
  });

  test('is never a reason to throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const line = parseLine(text);
        expect(line === null || ['init', 'events', 'result', 'other'].includes(line.type)).toBe(true);
      }),
      { seed: 2 },
    );
  });

  test('may carry a tool result in parts, of which those that are no text are named', () => {
    const content = [{ type: 'text', text: 'a page' }, { type: 'image', source: {} }, 7];
    const block = { type: 'tool_result', tool_use_id: 't', content, is_error: true };
    expect(parseLine(JSON.stringify({ type: 'user', message: { content: [block, { type: 'thinking' }] } }))).toEqual({
      type: 'events',
      apiError: null,
      events: [{ type: 'tool_result', id: 't', output: 'a page\n[image]\n[unknown]', is_error: true }],
    });
  });

  test('may be a message that is plain text', () => {
    expect(parseLine(JSON.stringify({ type: 'user', message: { content: 'hello' } }))).toMatchObject({
      events: [{ type: 'message', role: 'user', text: 'hello' }],
    });
  });

  test('counts only the first time as init and as result', () => {
    const { lines, facts } = recorded('structured');
    expect(readLines([...lines, ...recorded('max-turns').lines]).facts).toMatchObject({
      init: facts.init,
      result: facts.result,
    });
  });
});
