import { describe, expect, it } from 'vitest';
import { groupedPasses, passName, passScore, passTitle } from '../../../src/dashboard/page/passes.ts';
import { passOf } from '../../support/views.ts';
import { trialOf, viewOf } from '../view.ts';

const evalOf = (id: string, weight: number) => ({ id, split: null, weight, sealed: false, expectations: [] });

describe('what was measured beside the climb', () => {
  it('stands by its purpose, with its versions in their order', () => {
    const passes = [passOf(null, [], 'arms-1'), passOf('v0', [], 'arms-1'), passOf('v9', [], 'final-9')];
    expect(groupedPasses(viewOf({ passes })).map(({ title, passes: own }) => [title, own.map(passName)])).toEqual([
      ['Comparison 1', ['arms-1/none', 'arms-1/v0']],
      ['Final passes 9', ['final-9/v9']],
    ]);
  });

  it('is called as it is written where that is no purpose of ours', () => {
    expect(['certify-2', 'theirs', 'constructor-1', '<b>-1'].map(passTitle)).toEqual([
      ...['Certificate 2', 'theirs', 'constructor-1', '<b>-1'],
    ]);
    expect(groupedPasses(viewOf({ passes: [passOf('v0', [], 'constructor-1')] }))[0]?.about).toBe('');
  });

  it('scores the mean over evals of the means of their trials, by their weights', () => {
    const trials = [trialOf('a', '++--'), trialOf('a', '++++', 2), trialOf('b', '----'), trialOf('c', null)];
    expect(passScore(passOf('v0', trials), [])).toBeCloseTo(0.375);
    expect(passScore(passOf('v0', trials), [evalOf('a', 3), evalOf('b', 1)])).toBeCloseTo(0.5625);
    expect(passScore(passOf('v0', trials), [evalOf('a', 0), evalOf('b', 0)])).toBeCloseTo(0.375);
  });

  it('has no score where nothing was measured, rather than 0', () => {
    expect(passScore(passOf('v0', [trialOf('a', null), trialOf('b', '')]), [])).toBeNull();
  });
});
