import { expect, it } from 'vitest';
import type { AgentEvent } from '../../src/agents/port.ts';
import { readStream } from '../../src/agents/stream-reader.ts';

const said = (text: string): AgentEvent => ({ type: 'message', role: 'assistant', text });

it('a stream is understood line by line: its events are told at once, and its facts add up', () => {
  const told: AgentEvent[] = [];
  const reader = readStream(
    {
      nothing: { words: 0, log: [] as readonly string[] },
      parse: (text) => (text === 'noise' ? null : text.split(' ')),
      eventsOf: (words) => words?.map(said) ?? [],
      absorb: (facts, words, text) =>
        words === null ? { ...facts, log: [...facts.log, text] } : { ...facts, words: facts.words + words.length },
    },
    (event) => told.push(event),
  );
  expect(reader.facts()).toEqual({ words: 0, log: [] });
  reader.line('one two');
  expect(told).toEqual([said('one'), said('two')]);
  reader.line('noise');
  reader.line('three');
  expect(told).toHaveLength(3);
  expect(reader.facts()).toEqual({ words: 3, log: ['noise'] });
});
