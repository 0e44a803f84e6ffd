import { describe, expect, it } from 'vitest';
import { dialogueOf } from '../../../src/records/sft/dialogue.ts';
import { call, heard, result, said } from './samples.ts';

describe('a conversation', () => {
  it('has texts that follow each other as one message, and a call after a result as a new turn', () => {
    const events = [
      said('a'),
      said('b'),
      call('1', 'Read', {}),
      result('1', 'x'),
      call('2', 'Read', {}),
      result('2', 'y'),
      said('c'),
    ];
    expect(dialogueOf('Do it.', events)).toMatchObject({
      prompt: 'Do it.',
      steps: [
        { text: 'a\n\nb', calls: [{ output: 'x' }] },
        { text: '', calls: [{ output: 'y' }] },
        { text: 'c', calls: [] },
      ],
    });
  });

  it('has what is said to the agent after a result, such as a skill, as part of that result', () => {
    const events = [call('1', 'Skill', {}), result('1', 'Launching.'), heard('# The skill'), said('Done.')];
    expect(dialogueOf('', events)).toMatchObject({ steps: [{ calls: [{ output: 'Launching.\n\n# The skill' }] }, {}] });
  });

  it('finds the result of each of several calls with the same id', () => {
    const events = [
      call('1', 'A', {}),
      call('1', 'B', {}),
      result('1', 'a'),
      result('1', 'b'),
      result('9', '?'),
      said('Done.'),
    ];
    expect(dialogueOf('', events)).toMatchObject({ steps: [{ calls: [{ output: 'a' }, { output: 'b' }] }, {}] });
  });

  it.each([
    ['says nothing', []],
    ['ends with a result', [call('1', 'A', {}), result('1', 'a')]],
    ['ends with blanks', [said(' \n')]],
    ['was not kept as a whole', [said('a'), { type: 'message', role: 'system', text: '[7 more events are not kept]' }]],
  ] as const)('is incomplete when it %s', (_, events) => {
    expect(dialogueOf('Do it.', events)).toBe('incomplete');
  });

  it.each([
    ['a call has no result', [call('1', 'A', {}), said('Done.')]],
    ['somebody speaks between two messages of the agent', [said('a'), heard('and?'), said('b')]],
  ])('is invalid when %s', (_, events) => {
    expect(dialogueOf('Do it.', events)).toBe('invalid');
  });
});
