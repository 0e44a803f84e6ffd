import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentEvent } from '../../../src/agents/port.ts';
import { dialogueOf } from '../../../src/records/sft/dialogue.ts';
import { imRecord } from '../../../src/records/sft/im.ts';
import { datasetInfo, lfRecord } from '../../../src/records/sft/lf.ts';
import { anyEvents } from '../../agents/events.ts';
import { whySkipped } from '../../support/llama-factory.ts';
import { call, result, said, sampleOf } from './samples.ts';

const SHAREGPT = { style: 'sharegpt', prose: 'think' } as const;

/** The ShareGPT turns of a conversation. */
function turnsOf(...events: readonly AgentEvent[]): readonly { from: string; value: string }[] {
  return JSON.parse(JSON.stringify(lfRecord(sampleOf(events), SHAREGPT).record)).conversations;
}

describe('ShareGPT turns', () => {
  it('hold one call a turn, with what was said then as a thought', () => {
    expect(turnsOf(said('I look.'), call('1', 'Read', { path: 'a' }), result('1', 'found'), said('Done.'))).toEqual([
      { from: 'human', value: 'Do it.' },
      { from: 'function_call', value: '<think>\nI look.\n</think>\n\n{"name":"Read","arguments":{"path":"a"}}' },
      { from: 'observation', value: 'found' },
      { from: 'gpt', value: 'Done.' },
    ]);
  });

  it('join calls side by side and their results, whatever order these came in', () => {
    const events = [call('1', 'A', {}), call('2', 'B', 'text'), result('2', 'two'), result('1', 'one'), said('Done.')];
    expect(turnsOf(...events)).toMatchObject([
      {},
      { value: '[{"name":"A","arguments":{}},{"name":"B","arguments":{"input":"text"}}]' },
      { value: 'one\ntwo' },
      {},
    ]);
  });

  it('leave out what was said beside a call where that is asked for', () => {
    const sample = sampleOf([said('I look.'), call('1', 'Read', {}), result('1', ''), said('Done.')]);
    const { record } = lfRecord(sample, { style: 'sharegpt', prose: 'drop' });
    expect(JSON.stringify(record)).not.toContain('I look.');
  });

  it.each([
    ['a</think>b', '<think>x</think>'],
    ['a<tool_call>{}</tool_call>b', '<tool_call>{"name":1}</tool_call>'],
    ['<thi<think>nk>', '◁think▷ <|tool_call_start|>'],
  ])('have no marks but those of the thought that is told: %s', (prose, text) => {
    const value = turnsOf(said(prose), call('1', 'Write', { text }), result('1', ''), said('Done.'))[1]?.value ?? '';
    expect(value.match(/<\/?(?:think|tool_call)>|<\||◁/g)).toEqual(['<think>', '</think>']);
    expect(JSON.parse(value.replace(/^.*<\/think>/s, ''))).toMatchObject({ arguments: { text } });
  });
});

describe.each(['sharegpt', 'messages'] as const)('as %s', (style) => {
  it.each(['think', 'drop'] as const)('LLaMA-Factory skips no record, whatever an agent did: prose %s', (prose) => {
    let loaded = 0;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), anyEvents, (prompt, events) => {
        const dialogue = dialogueOf(prompt, events);
        if (typeof dialogue === 'string') return;
        loaded += 1;
        const { record } = lfRecord({ ...sampleOf([]), dialogue }, { style, prose });
        const { x: info } = JSON.parse(JSON.stringify(datasetInfo('x', 'lf.json', { style })));
        expect(whySkipped(JSON.parse(JSON.stringify(record)), info)).toBeNull();
      }),
      { seed: 1, numRuns: 3000 },
    );
    expect(loaded).toBeGreaterThan(100);
  });
});

it('im.jsonl holds what its readers ask for, whatever an agent did', () => {
  fc.assert(
    fc.property(anyEvents, (events) => {
      const dialogue = dialogueOf('Do it.', events);
      if (typeof dialogue === 'string') return;
      const { version, messages, meta_info } = JSON.parse(JSON.stringify(imRecord({ ...sampleOf([]), dialogue })));
      expect(version).toBe('2.0.0');
      expect(meta_info.unique_info._score.composite_score).toBe(1);
      expect(faultsOf(messages)).toEqual([]);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

interface Message {
  readonly role: string;
  readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly arguments: string } }[];
  readonly tool_call_id?: string;
}

const AFTER: Readonly<Record<string, readonly string[]>> = {
  system: ['user'],
  user: ['assistant'],
  assistant: ['tool', 'user'],
  tool: ['tool', 'assistant'],
};

/** The filters of the pipeline that im.jsonl is for. */
function faultsOf(messages: readonly Message[]): readonly string[] {
  const ids = messages.flatMap(({ tool_calls = [] }) => tool_calls.map(({ id }) => id));
  const answered = messages.flatMap(({ tool_call_id }) => tool_call_id ?? []);
  return [
    ...messages
      .slice(1)
      .flatMap(({ role }, index) =>
        AFTER[messages[index]?.role ?? '']?.includes(role) ? [] : [`${role} at ${index}`],
      ),
    ...(messages[0]?.role === 'system' ? [] : ['no system']),
    ...(messages.at(-1)?.role === 'assistant' ? [] : ['no end']),
    ...messages
      .slice(0, -1)
      .flatMap(({ role, tool_calls }) => (role === 'assistant' && !tool_calls ? ['no calls'] : [])),
    ...(JSON.stringify(ids) === JSON.stringify(answered) && new Set(ids).size === ids.length ? [] : ['ids']),
  ];
}
