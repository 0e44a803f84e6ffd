import { describe, expect, it } from 'vitest';
import { gainOf } from '../../../src/core/findings/gain.ts';
import { recommendationOf } from '../../../src/core/findings/recommendation.ts';
import { certificateBehind } from '../../../src/core/headline.ts';
import { certificateOf } from '../../dashboard/view.ts';
import { fresh, type Step, viewOf } from '../../support/views.ts';

const steps: readonly Step[] = [
  { score: 0.4, best: 0.4, action: 'baseline' },
  { score: 0.5, best: 0.5, action: 'kept' },
  { score: 0.7, best: 0.7, action: 'kept' },
];
const certify = certificateOf('certify', 'improved');
const submit = { ...certificateOf('submit', 'not shown'), after: 0.4, gain: 0.1 };
const viewed = (...certificates: readonly (typeof certify)[]) =>
  viewOf(steps, { ...fresh('v2', [0.4, 0.6, 0.1]), certificates });

describe('the gain of the best version', () => {
  it('rests on sealed evals before a certificate, on this before fresh passes, and on these before the climb', () => {
    expect(gainOf(viewed(certify, submit))).toMatchObject({ source: 'submit', gain: 0.1, evidence: 'not_shown' });
    expect(gainOf(viewed(certify))).toMatchObject({ source: 'certificate', gain: 0.3, evidence: 'shown' });
    expect(gainOf(viewed())).toMatchObject({ source: 'fresh', evidence: 'shown' });
    expect(gainOf(viewOf(steps))).toMatchObject({ source: 'scores', evidence: 'unknown' });
  });

  it('passes over certificates of other versions, and those that measured nothing', () => {
    expect(gainOf(viewed({ ...submit, best: 'v1' }))).toMatchObject({ source: 'fresh' });
    expect(gainOf(viewed(certify, { ...submit, before: null, after: null, gain: null }))).toMatchObject({
      source: 'certificate',
    });
    expect(certificateBehind(viewOf([]))).toBeNull();
  });

  it('is shown by the sealed evals alone, and recommended for that', () => {
    const view = viewed({ ...submit, verdict: 'improved' });
    const recommended = (of = view) =>
      recommendationOf({ view: of, class: 'climbing', gain: gainOf(of), flags: [] }).reason;
    expect(recommended()).toBe('the sealed evals show a gain');
    expect(recommended(viewed(submit))).toBe('the gain on the sealed evals is within its noise');
    expect(recommended(viewed({ ...submit, gain: -0.1 }))).toBe('the sealed evals show no gain');
    expect(recommended(viewed(certify))).toBe('the certificate shows a gain');
  });
});
