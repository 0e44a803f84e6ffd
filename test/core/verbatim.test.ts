import { describe, expect, it } from 'vitest';
import { quotedIn } from '../../src/core/verbatim.ts';

const long = { id: 'a#1', text: 'Each breaking change says what a user has to do to upgrade it' };
const short = { id: 'a#2', text: 'The report names every one of its sources' };

describe('an expectation stands in a text', () => {
  it('word for word, whatever the line breaks', () => {
    const wrapped = `- ${long.text.replaceAll(' ', '\n  ')}.`;
    for (const text of [long.text, wrapped]) expect(quotedIn(text, [long])).toEqual([long]);
  });

  it('not when a word differs, nor when it is short enough to be met by chance', () => {
    expect(quotedIn(long.text.replace('user', 'reader'), [long])).toEqual([]);
    expect(quotedIn(`${short.text} ${long.text}`, [short, long])).toEqual([long]);
    expect(quotedIn('x'.repeat(59), [{ id: 'b#1', text: 'x'.repeat(59) }])).toEqual([]);
    expect(quotedIn('x'.repeat(60), [{ id: 'b#1', text: 'x'.repeat(60) }])).toHaveLength(1);
  });
});
