import { describe, expect, it } from 'vitest';
import { countedIn } from '../../../src/core/counted.ts';
import { findingsOf } from '../../../src/core/findings/findings.ts';
import type { RunView, ViewedIteration } from '../../../src/core/run-view.ts';
import type { CertificateRecord } from '../../../src/core/schema/certificate.ts';
import { certificateOf, fresh, type Step, viewOf } from '../../support/views.ts';

const CLIMB: readonly Step[] = [
  { score: 0.5, best: 0.5, action: 'baseline' },
  { score: 0.8, best: 0.8, action: 'kept' },
];

const withCertificates = (...certificates: readonly CertificateRecord[]) =>
  findingsOf(viewOf(CLIMB, { ...fresh('v1', [0.5, 0.55, 0.2]), certificates }));

describe('the gain rests on a certificate where there is one', () => {
  it('that shows it, before what fresh passes gave', () => {
    const { gain, recommendation } = withCertificates(certificateOf({}));
    expect(gain).toMatchObject({ source: 'certificate', evidence: 'shown', before: 0.4, after: 0.6, gain: 0.2 });
    expect(gain.interval).toEqual({ low: 0.1, high: 0.3 });
    expect(recommendation).toEqual({ action: 'apply', reason: 'the certificate shows a gain' });
  });

  it('or that does not show it, whatever its interval says', () => {
    const { gain, class: kind } = withCertificates(certificateOf({ verdict: 'not shown' }));
    expect(gain).toMatchObject({ source: 'certificate', evidence: 'not_shown' });
    expect(kind).toBe('no_evidence');
  });

  it.each([
    ['of an earlier best version', certificateOf({ best: 'v9' })],
    [
      'that measured no eval with both versions',
      certificateOf({ before: null, after: null, gain: null, interval: null }),
    ],
  ])('but not on one %s', (_, one) => {
    expect(withCertificates(one).gain).toMatchObject({ source: 'fresh', before: 0.5, after: 0.55 });
  });
});

describe('fresh passes without an interval', () => {
  it.each<[string, number, string]>([
    ['cannot tell a gain from luck', 0.9, 'unknown'],
    ['show none where they came out lower', 0.4, 'not_shown'],
    ['show none where they came out the same', 0.5, 'not_shown'],
  ])('%s', (_, after, evidence) => {
    const { gain } = findingsOf(viewOf(CLIMB, fresh('v1', [0.5, after, null])));
    expect(gain).toMatchObject({ source: 'fresh', interval: null, evidence });
  });

  it('show none where the original is recommended, whatever the interval', () => {
    const { headline } = fresh('v1', [0.5, 0.9, 0.1]);
    if (headline?.type !== 'fresh') throw new Error('no fresh passes');
    const final = { ...headline.final, recommendation: 'original' as const };
    const { gain } = findingsOf(viewOf(CLIMB, { headline: { ...headline, final } }));
    expect(gain.evidence).toBe('not_shown');
  });
});

describe('without anything measured afresh', () => {
  const counted = countedIn({ rule: 'race', numbers: { estimate: 0.7, p_better: 0.9 } });

  it('the gain is that of the scores, or of what rule race believes', () => {
    const scored = findingsOf(viewOf(CLIMB)).gain;
    expect(scored).toMatchObject({ source: 'scores', before: 0.5, after: 0.8, interval: null, evidence: 'unknown' });
    const believed = findingsOf(viewOf(CLIMB.map((step) => ({ ...step, counted })))).gain;
    expect(believed).toMatchObject({ source: 'estimate', gain: expect.closeTo(0.3) });
  });

  it('an iteration that is not decided yet is no end of the climb', () => {
    const open = { ...viewOf(CLIMB).iterations[1], number: 2, row: null } as ViewedIteration;
    const view = viewOf(CLIMB);
    expect(findingsOf({ ...view, iterations: [...view.iterations, open] }).gain).toMatchObject({ after: 0.8 });
  });

  it('there is none where a score is not known: unmeasured is not zero', () => {
    const nothing: Partial<RunView> = { best: 'v0' };
    expect(findingsOf(viewOf([], nothing)).gain).toMatchObject({ before: null, after: null, gain: null });
  });
});
