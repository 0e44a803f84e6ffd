import { describe, expect, it } from 'vitest';
import { headlineOf, recommendedInstead } from '../../src/core/headline.ts';
import { certificateOf } from '../support/views.ts';
import { FINAL } from './final.ts';

const RACE = { rule: 'race', best: 'v3', score: '0.6914', final: FINAL, certificates: [] };

describe('the headline of a run', () => {
  it('is the best version measured afresh, with the estimate that steered the climb', () => {
    expect(headlineOf(RACE)).toEqual({ type: 'fresh', final: FINAL, estimate: '0.6914', certificate: null });
  });

  it('says so where nothing was measured afresh, or an earlier best was', () => {
    const notFresh = { type: 'not fresh', best: 'v3', estimate: '0.6914', certificate: null };
    expect(headlineOf({ ...RACE, final: null })).toEqual(notFresh);
    expect(headlineOf({ ...RACE, final: { ...FINAL, best: 'v2' } })).toEqual(notFresh);
  });

  it('has no estimate under rule strict, and needs none', () => {
    expect(headlineOf({ ...RACE, rule: 'strict' })).toEqual({
      type: 'fresh',
      final: FINAL,
      estimate: null,
      certificate: null,
    });
    expect(headlineOf({ ...RACE, rule: 'strict', final: null })).toBeNull();
  });

  it.each([null, 'v0'])('is none where the best version is %s', (best) => {
    expect(headlineOf({ ...RACE, best })).toBeNull();
  });

  it('rests on sealed evals before a certificate, and on either before the final passes', () => {
    const [certify, submit] = [certificateOf({ best: 'v3' }), certificateOf({ best: 'v3', kind: 'submit' })];
    const headline = { type: 'fresh', final: FINAL, estimate: '0.6914' };
    expect(headlineOf({ ...RACE, certificates: [certify] })).toEqual({ ...headline, certificate: certify });
    expect(headlineOf({ ...RACE, certificates: [submit, certify] })).toEqual({ ...headline, certificate: submit });
    const alone = { ...RACE, rule: 'strict', final: null, certificates: [submit] };
    const notFresh = { type: 'not fresh', best: 'v3', estimate: null, certificate: submit };
    expect(headlineOf(alone)).toEqual(notFresh);
  });

  it.each([
    ['of an earlier best version', { best: 'v2' }],
    ['that measured no eval with both versions', { best: 'v3', before: null, after: null, gain: null }],
  ])('rests on no certificate %s', (_, parts) => {
    expect(headlineOf({ ...RACE, certificates: [certificateOf(parts)] })?.certificate).toBeNull();
  });

  it('recommends by what it rests on: a gain, or the original', () => {
    const worse = { ...FINAL, recommendation: 'original' } as const;
    const certified = (gain: number) => [certificateOf({ best: 'v3', gain, verdict: 'not shown' })];
    expect(recommendedInstead(headlineOf({ ...RACE, certificates: certified(0) }))).toBe('v0');
    expect(recommendedInstead(headlineOf({ ...RACE, final: worse, certificates: certified(0.1) }))).toBeNull();
  });

  it('recommends the original where the fresh passes do', () => {
    const worse = { ...FINAL, recommendation: 'original' } as const;
    expect(recommendedInstead(headlineOf({ ...RACE, final: worse }))).toBe('v0');
    expect(recommendedInstead(headlineOf(RACE))).toBeNull();
    expect(recommendedInstead(headlineOf({ ...RACE, final: null }))).toBeNull();
    expect(recommendedInstead(null)).toBeNull();
  });
});
