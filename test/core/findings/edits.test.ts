import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { ViewedFlips, ViewedRow } from '../../../src/core/run-view.ts';
import { iterationOf, type Step, trialOf, viewOf } from '../../support/views.ts';

const BASELINE: Step = { score: 0.5, best: 0.5, action: 'baseline' };
const KEPT: Step = { score: 0.7, best: 0.7, action: 'kept' };
const flips = (more: Partial<ViewedFlips>): ViewedFlips => ({
  fixed: [],
  broken: [],
  flaky: [],
  expected: [],
  ...more,
});
const unscored = (action: ViewedRow['action']): ViewedRow => {
  return { score: null, best_score: null, action, changelog: 'edit', timestamp: '2026-01-01T00:00:00+00:00' };
};

describe('a kept edit', () => {
  it('did what was foreseen where the improver named what then passed', () => {
    const named = flips({ fixed: ['a#1', 'a#2'], broken: ['b#1'], expected: ['a#2', 'b#2'] });
    const [edit] = findingsOf(viewOf([BASELINE, { ...KEPT, flips: named }])).edits;
    expect(edit).toMatchObject({ foreseen: ['a#2'], broken: ['b#1'], bought: ['a#1', 'a#2'] });
  });

  it('rose by what the best score did since the decision before it', () => {
    const reverted: Step = { score: 0.1, best: 0.55, action: 'reverted' };
    const rises = findingsOf(viewOf([BASELINE, reverted, KEPT])).edits.map(({ rise }) => rise);
    expect(rises).toEqual([expect.closeTo(0.15)]);
  });

  it('rose by nothing that is known where one of the scores is not: unmeasured is not zero', () => {
    const riseOf = (...steps: readonly Step[]) => findingsOf(viewOf(steps)).edits.map(({ rise }) => rise);
    expect(riseOf({ ...BASELINE, row: unscored('baseline') }, KEPT)).toEqual([null]);
    expect(riseOf(BASELINE, { ...KEPT, row: unscored('kept') })).toEqual([null]);
    expect(riseOf(KEPT)).toEqual([null]);
  });

  it('is measured against the last decision, whatever is under way beside it', () => {
    const view = viewOf([BASELINE]);
    const open = { ...iterationOf(1, KEPT), row: null };
    const iterations = [...view.iterations, open, iterationOf(2, KEPT)];
    expect(findingsOf({ ...view, iterations, best: 'v2' }).edits).toMatchObject([
      { iteration: 2, rise: expect.closeTo(0.2) },
    ]);
  });

  it('bought or lost everything that it fixed, and what was not graded since is not lost', () => {
    const ids = fc.subarray(['a#1', 'a#2', 'a#3', 'b c#1', 'b c#2', 'not graded#1']);
    const marks = fc.string({ unit: fc.constantFrom('+', '-'), minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(ids, marks, marks, (fixed, a, b) => {
        const last: Step = { ...KEPT, trials: [trialOf('a', a), trialOf('b c', b), trialOf('not graded', null)] };
        const [first] = findingsOf(viewOf([BASELINE, { ...KEPT, flips: flips({ fixed }) }, last])).edits;
        const failing = fixed.filter((id) => {
          const [evalId = '', number] = id.split('#');
          return { a, 'b c': b }[evalId]?.[Number(number) - 1] === '-';
        });
        expect(first?.lost).toEqual(failing);
        expect(first?.bought).toEqual(fixed.filter((id) => !failing.includes(id)));
      }),
    );
  });
});
