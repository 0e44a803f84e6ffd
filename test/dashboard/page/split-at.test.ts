import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitAt } from '../../../src/dashboard/page/split-at.ts';

it('a text is split at what is searched for, however that is written', () => {
  expect(splitAt('Look: a LOOK at it', 'look')).toEqual(['', 'Look', ': a ', 'LOOK', ' at it']);
  expect(splitAt('nothing', 'x')).toEqual(['nothing']);
  expect(splitAt('all', '')).toEqual(['all']);
});

it('the pieces are the text, and every second one is what was searched for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, search) => {
      const pieces = splitAt(text, search);
      expect(pieces.join('')).toBe(text);
      for (const [index, piece] of pieces.entries()) {
        if (index % 2 === 1) expect(piece.toLowerCase()).toBe(search.toLowerCase());
      }
    }),
  );
});
