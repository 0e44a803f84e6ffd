import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { ViewedTrial } from '../../../src/core/run-view.ts';
import { passOf, type Step, trialOf, viewOf } from '../../support/views.ts';

const BASELINE: Step = { score: 0.5, best: 0.5, action: 'baseline' };

/** What fails of a run that has a baseline only, by its trials and those of a pass apart. */
function failuresOf(trials: readonly ViewedTrial[], apart: readonly ViewedTrial[] = []) {
  return findingsOf(viewOf([{ ...BASELINE, trials }], { passes: [passOf('v0', apart)] })).failures;
}

describe('what still fails', () => {
  it('is found where it failed first, in the climb or in a pass apart', () => {
    const climbed = [trialOf('a', '+-', { folder: 'iteration-0/eval-a' })];
    const apart = [trialOf('a', '--', { folder: 'passes/final-1/iteration-0/eval-a' })];
    expect(failuresOf(climbed, apart).map(({ id, kind, folder }) => [id, kind, folder])).toEqual([
      ['a#1', 'flaky', 'passes/final-1/iteration-0/eval-a'],
      ['a#2', 'hard', 'iteration-0/eval-a'],
    ]);
  });

  it('has the text that was graded, where that is not the one of the eval', () => {
    const other = trialOf('a', '+-', { texts: ['says hello', 'says goodbye'] });
    expect(failuresOf([other])).toMatchObject([{ id: 'a#2', text: 'says goodbye' }]);
    expect(failuresOf([trialOf('a', '+-')])).toMatchObject([{ id: 'a#2', text: 'a says 2' }]);
  });

  it('stands in the order of the evals, and those that the suite does not have come last', () => {
    const known = ['b', 'a'].map((id) => trialOf(id, '-'));
    const failures = failuresOf(known, [trialOf('gone', '-')]);
    expect(failures.map(({ eval_id, text }) => [eval_id, text])).toEqual([
      ['b', 'b says 1'],
      ['a', 'a says 1'],
      ['gone', ''],
    ]);
  });

  it('is nothing of what only other versions were tried with', () => {
    const other: Step = { score: 0.1, best: 0.5, action: 'reverted', marks: { b: '-' } };
    const view = viewOf([{ ...BASELINE, marks: { a: '-' } }, other]);
    expect(findingsOf(view).failures.map(({ id }) => id)).toEqual(['a#1']);
  });

  it('is nothing without a best version', () => {
    expect(findingsOf(viewOf([{ ...BASELINE, marks: { a: '-' } }], { best: null })).failures).toEqual([]);
  });

  it('counts every trial of the best version, and only what failed in one of them', () => {
    const marks = fc.string({ unit: fc.constantFrom('+', '-'), minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(marks, { minLength: 1, maxLength: 5 }), (all) => {
        const failures = failuresOf(all.map((one) => trialOf('a', one)));
        const failing = [1, 2, 3].filter((number) => all.some((one) => one[number - 1] === '-'));
        expect(failures.map(({ id }) => id)).toEqual(failing.map((number) => `a#${number}`));
        for (const { best, all: everywhere, states } of failures) {
          expect([best.passed + best.failed, states]).toEqual([all.length, 1]);
          expect(best).toEqual(everywhere);
        }
      }),
    );
  });
});
