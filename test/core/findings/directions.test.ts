import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countedIn } from '../../../src/core/counted.ts';
import { directionsOf } from '../../../src/core/findings/directions.ts';
import { type Step, viewOf } from '../../support/views.ts';

const baseline: Step = { score: 0.5, best: 0.5, action: 'baseline', skill_bytes: 100 };
const tried = (score: number | null, best: number, more: Partial<Step> = {}): Step => ({
  ...{ score, best, action: score !== null && score === best ? 'kept' : 'reverted' },
  ...more,
});
const raced = (delta: number | null) => ({ counted: countedIn({ rule: 'race', numbers: { delta } }) });

describe('the directions of a climb', () => {
  it('are the angles that were asked for, the one first that brought most', () => {
    const steps = [
      baseline,
      tried(0.4, 0.5, { angle: 'clarity' }),
      tried(0.7, 0.7, { angle: 'procedure' }),
      tried(0.6, 0.7, { angle: 'procedure' }),
      tried(null, 0.7, { angle: 'clarity' }),
    ];
    expect(directionsOf(viewOf(steps))).toEqual([
      {
        ...{ name: 'procedure', tried: 2, kept: 1, rise: expect.closeTo(0.2), mean: expect.closeTo(0.05) },
        gains: [
          { iteration: 2, kept: true, gain: expect.closeTo(0.2) },
          { iteration: 3, kept: false, gain: expect.closeTo(-0.1) },
        ],
      },
      {
        ...{ name: 'clarity', tried: 2, kept: 0, rise: 0, mean: expect.closeTo(-0.1) },
        gains: [
          { iteration: 1, kept: false, gain: expect.closeTo(-0.1) },
          { iteration: 4, kept: false, gain: null },
        ],
      },
    ]);
  });

  it('are kinds of edits where a candidate was proposed alone', () => {
    const edit = (files_changed: readonly string[], skill_bytes: number | null = null) =>
      tried(0.4, 0.5, { files_changed, skill_bytes, parent: 'v0' });
    const steps = [
      baseline,
      edit(['SKILL.md'], 120),
      edit(['SKILL.md'], 80),
      edit(['SKILL.md', 'a.txt']),
      edit(['a.txt']),
      edit([]),
    ];
    expect(directionsOf(viewOf(steps)).map(({ name }) => name)).toEqual([
      ...['edit of SKILL.md', 'edit of SKILL.md, made shorter', 'SKILL.md and other files', 'other files'],
      'no edit that is known',
    ]);
  });

  it('have the gains that rule race believes, and none where it believes nothing', () => {
    const steps = [baseline, tried(0.9, 0.6, raced(0.02)), tried(0.9, 0.6, raced(null))];
    expect(directionsOf(viewOf(steps))[0]?.gains.map(({ gain }) => gain)).toEqual([0.02, null]);
  });

  it('hold every decided candidate exactly once, and no figure is none', () => {
    const score = fc.option(fc.double({ min: 0, max: 1, noNaN: true }));
    const step = fc.record({
      ...{ score, best: fc.double({ min: 0, max: 1, noNaN: true }), angle: fc.option(fc.constantFrom('a', 'b')) },
      ...{ action: fc.constantFrom('kept' as const, 'reverted' as const), files_changed: fc.array(fc.string()) },
      row: fc.option(fc.constant(undefined), { freq: 3, nil: null }),
    });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const view = viewOf([baseline, ...steps.map(({ row, ...one }) => (row === null ? { ...one, row } : one))]);
        const directions = directionsOf(view);
        const numbers = directions.flatMap(({ gains }) => gains.map(({ iteration }) => iteration));
        const decided = view.iterations.filter(({ row }) => row !== null && row.action !== 'baseline');
        expect(numbers.sort((a, b) => a - b)).toEqual(decided.map(({ number }) => number));
        for (const { rise, mean, tried: count, kept, gains } of directions) {
          expect([rise, mean ?? 0].every(Number.isFinite)).toBe(true);
          expect([count, kept]).toEqual([gains.length, gains.filter((one) => one.kept).length]);
        }
      }),
    );
  });
});
