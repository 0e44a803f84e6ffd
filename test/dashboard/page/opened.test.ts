import { describe, expect, it } from 'vitest';
import { besideOf, type Opened, openedOf, titleOf } from '../../../src/dashboard/page/opened.ts';
import { passOf } from '../../support/views.ts';
import { iterationOf, trialOf, viewOf } from '../view.ts';

const view = viewOf({
  iterations: [
    iterationOf(0, { trials: [trialOf('a', '-'), trialOf('b', '-')] }),
    iterationOf(1, { trials: [trialOf('a', '+')] }),
    iterationOf(2, { trials: [trialOf('a', '+'), trialOf('b', '+')] }),
  ],
  passes: [
    passOf(null, [trialOf('a', '-'), trialOf('a', '-', 2)], 'arms-1'),
    passOf('v0', [trialOf('a', '-')], 'arms-1'),
    passOf('v2', [trialOf('a', '+'), trialOf('a', '+', 2)], 'arms-1'),
    passOf('v2', [trialOf('a', '+')], 'final-2'),
  ],
});

function opened(name: { iteration: number } | { pass: string }): Opened {
  const found = openedOf(view, { iteration: null, pass: null, ...name });
  if (found === null) throw new Error('nothing is open');
  return found;
}

function beside(
  name: Parameters<typeof opened>[0],
  wanted: { evalId?: string; trial?: number; with: 'v0' | 'previous' },
) {
  const { evalId = 'a', trial: number = 1 } = wanted;
  const found = besideOf(view, opened(name), { trial: trialOf(evalId, '+', number), beside: wanted.with });
  return found === null ? null : [found.title, found.trial.trial];
}

describe('what is open beside the page', () => {
  it('is an iteration or a version in a pass, with its trials', () => {
    expect(opened({ iteration: 1 })).toMatchObject({
      type: 'iteration',
      title: 'Iteration 1',
      trials: [{ eval_id: 'a' }],
    });
    expect(opened({ pass: 'arms-1/none' })).toMatchObject({ type: 'pass', title: 'Comparison 1, no skill' });
    expect(opened({ pass: 'final-2/v2' }).trials).toHaveLength(1);
  });

  it('is named even where there is no record of it', () => {
    for (const gone of [
      { iteration: 9, pass: null },
      { iteration: null, pass: 'arms-1/v9' },
    ]) {
      expect(openedOf(view, gone)).toBeNull();
    }
    expect(titleOf(null, { iteration: 9, pass: null })).toBe('Iteration 9');
    expect(titleOf(null, { iteration: null, pass: 'arms-1/v9' })).toBe('arms-1/v9');
    expect(titleOf(opened({ iteration: 1 }), { iteration: 1, pass: null })).toBe('Iteration 1');
  });

  it('is held against the baseline, or the last iteration that tried the eval', () => {
    expect(beside({ iteration: 2 }, { with: 'v0' })).toEqual(['Iteration 0', 1]);
    expect(beside({ iteration: 2 }, { with: 'previous' })).toEqual(['Iteration 1', 1]);
    expect(beside({ iteration: 2 }, { evalId: 'b', with: 'previous' })).toEqual(['Iteration 0', 1]);
    expect(beside({ iteration: 0 }, { with: 'v0' })).toBeNull();
  });

  it('is held against another version of the same pass, and the same trial of it where there is one', () => {
    expect(beside({ pass: 'arms-1/v2' }, { with: 'v0' })).toEqual(['Comparison 1, v0', 1]);
    expect(beside({ pass: 'arms-1/v2' }, { trial: 2, with: 'v0' })).toEqual(['Comparison 1, v0', 1]);
    expect(beside({ pass: 'arms-1/v0' }, { trial: 2, with: 'previous' })).toEqual(['Comparison 1, no skill', 2]);
    expect(beside({ pass: 'arms-1/none' }, { with: 'v0' })).toEqual(['Comparison 1, v0', 1]);
    expect(beside({ pass: 'arms-1/none' }, { with: 'previous' })).toBeNull();
    expect(beside({ pass: 'final-2/v2' }, { with: 'v0' })).toBeNull();
  });
});
