import { describe, expect, it } from 'vitest';
import { comparisonsOf, generalisationOf } from '../../../src/core/findings/generalisation.ts';
import { certificateOf } from '../../dashboard/view.ts';
import { fresh, type Step, trialOf, viewOf } from '../../support/views.ts';

const steps: readonly Step[] = [
  { score: 0.4, best: 0.4, action: 'baseline', marks: { a: '+-' } },
  { score: 0.6, best: 0.6, action: 'kept' },
  { score: 0.9, best: 0.9, action: 'kept' },
  { score: 0.5, best: 0.8, action: 'reverted' },
];
const submit = {
  ...certificateOf('submit', 'improved'),
  ...{ gap: 0.1, validation: { score: 0.8, from: 'fresh' as const } },
};
const told = (view: Parameters<typeof comparisonsOf>[0]) =>
  comparisonsOf(view).map(
    ({ source, version, deciding, after, gap }) => `${source} ${version} ${deciding} ${after} ${gap.toFixed(2)}`,
  );

describe('whether a gain carries over', () => {
  it('is told by a submit alone, with the gap that it warns of', () => {
    expect(generalisationOf(viewOf(steps, { certificates: [submit] }))).toEqual({
      type: 'measured',
      ...{ evals: 3, alarm: 0.1 },
      best: { version: 'v2', source: 'submit', deciding: 0.8, after: 0.6, gap: expect.closeTo(0.2) },
    });
    const certificates = [certificateOf('certify', 'improved')];
    expect(generalisationOf(viewOf(steps, { certificates }))).toEqual({ type: 'not possible' });
  });

  it('is said to be unmeasured where evals are set apart, and impossible where none are', () => {
    expect(generalisationOf(viewOf(steps))).toEqual({ type: 'not possible' });
    const evals = [{ id: 't', split: 'test' as const, weight: 1, sealed: true, expectations: [] }];
    expect(generalisationOf(viewOf(steps, { evals }))).toEqual({ type: 'not measured' });
    const nothing = { ...submit, before: null, after: null, gain: null };
    expect(generalisationOf(viewOf(steps, { evals, certificates: [nothing] }))).toEqual({ type: 'not measured' });
  });
});

describe('figures that were made twice', () => {
  it('are held against what decided: fresh passes for a submit, else what the climb went by', () => {
    const certificates = [certificateOf('certify', 'improved'), submit];
    expect(told(viewOf(steps, { ...fresh('v2', [0.45, 0.7, 0.1]), certificates }))).toEqual([
      'submit v0 0.45 0.3 0.15',
      'submit v2 0.8 0.6 0.20',
      'certify v0 0.4 0.3 0.10',
      'certify v2 0.8 0.6 0.20',
      'fresh v0 0.4 0.45 -0.05',
      'fresh v2 0.8 0.7 0.10',
    ]);
  });

  it('of a version that is not the best any more are held against its own row', () => {
    const older = { ...certificateOf('certify', 'improved'), best: 'v1' };
    expect(told(viewOf(steps, { certificates: [older] }))).toContain('certify v1 0.6 0.6 0.00');
  });

  it('are none where one is missing', () => {
    const trials = [trialOf('a', '+')];
    expect(told(viewOf([{ ...steps[0], score: null, best: 0.4, action: 'baseline', trials }]))).toEqual([]);
    const unmeasured = { ...submit, before: null, after: null };
    expect(told(viewOf(steps, { certificates: [unmeasured] }))).toEqual([]);
  });
});
