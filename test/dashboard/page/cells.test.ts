import { describe, expect, it } from 'vitest';
import { cellsOf, expectationShare, parseName } from '../../../src/dashboard/page/cells.ts';
import { iterationOf, trialOf, viewOf } from '../view.ts';

const flips = { fixed: ['a#2', 'b#1'], broken: ['a#1'], flaky: ['odd#name#3'], expected: [] };
const trials = [trialOf('a', '++-'), trialOf('a', '-+-', 2), trialOf('a', null, 3), trialOf('b', null)];
const cells = cellsOf(viewOf({ iterations: [iterationOf(0), iterationOf(4, { trials, flips })] }));

describe('the cells of the heat map', () => {
  it('hold the trials of an eval, the mean of those with a score, and its flips', () => {
    const cell = cells.at(4, 'a');
    expect(cell.trials).toHaveLength(3);
    expect(cell.share).toBeCloseTo((2 / 3 + 1 / 3) / 2);
    expect(cell).toMatchObject({ fixed: [2], broken: [1], flaky: [] });
  });

  it('are unmeasured, never zero, where no trial has a score', () => {
    expect(cells.at(4, 'b')).toMatchObject({ share: null, fixed: [1] });
    expect(cells.at(4, 'b').trials).toHaveLength(1);
    expect(cells.at(0, 'a')).toMatchObject({ share: null, trials: [] });
    expect(cells.at(9, 'a').trials).toEqual([]);
  });

  it('say how often an expectation passed among trials with a score', () => {
    const cell = cells.at(4, 'a');
    expect([1, 2, 3, 4].map((number) => expectationShare(cell, number))).toEqual([0.5, 1, 0, null]);
    expect(expectationShare(cells.at(4, 'b'), 1)).toBeNull();
  });

  it('know which evals and expectations ever flipped', () => {
    expect(['a', 'b', 'odd#name', 'c'].map((id) => cells.changed(id))).toEqual([true, true, true, false]);
    expect([1, 2, 3].map((number) => cells.changed('a', number))).toEqual([true, true, false]);
  });

  it('read the name of an expectation from its end, as ids may hold anything', () => {
    expect(parseName('odd#name#3')).toEqual({ evalId: 'odd#name', number: 3 });
  });
});
