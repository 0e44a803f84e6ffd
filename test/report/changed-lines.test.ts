import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedLines } from '../../src/report/changed-lines.ts';

/** Each line with its changed words in brackets. */
function marked(hunk: readonly string[]): readonly string[] {
  return changedLines(hunk).map(
    ({ sign, words }) => sign + words.map(({ text, changed }) => (changed ? `[${text}]` : text)).join(''),
  );
}

describe('the lines of a difference', () => {
  it('tell the words that changed where one line stands for another', () => {
    expect(marked([' same', '-a red house', '+a blue house', '+'])).toEqual([
      ' same',
      '-a red house',
      '+a blue house',
      '+',
    ]);
    expect(marked([' same', '-a red house', '+a blue house'])).toEqual([' same', '-a [red] house', '+a [blue] house']);
  });

  it('leave out that a last line has no end', () => {
    expect(marked(['-a', '\\ No newline at end of file', '+b', '\\ No newline at end of file'])).toEqual([
      '-[a]',
      '+[b]',
    ]);
  });

  it('are compared as wholes where they are very long', () => {
    const long = 'word '.repeat(2000);
    expect(changedLines([`-${long}`, `+${long}x`]).map(({ words }) => words.length)).toEqual([1, 1]);
  });

  it('hold every character of the hunk', () => {
    const line = fc.tuple(fc.constantFrom(' ', '-', '+'), fc.string()).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(line), (hunk) => {
        const kept = changedLines(hunk).map(({ sign, words }) => sign + words.map(({ text }) => text).join(''));
        expect(kept.toSorted()).toEqual(hunk.toSorted());
      }),
    );
  });
});
