import { expect, it } from 'vitest';
import { foretold } from '../../src/core/foretold.ts';

it('what was foretold came, did not come, or was never looked at', () => {
  const expected = ['a#1', 'a#2', 'b#1', 'nonsense'];
  const measured = new Map([
    ['a#2', true],
    ['b#1', false],
  ]);
  expect(foretold({ expected, fixed: ['a#1', 'a#3'] }, (name) => measured.get(name))).toEqual({
    came: ['a#1'],
    missed: ['a#2'],
    unmeasured: ['b#1'],
    untried: ['nonsense'],
  });
});
