import { describe, expect, it } from 'vitest';
import { headlineOf, recommendedInstead } from '../../src/core/headline.ts';
import { FINAL } from './final.ts';

const RACE = { rule: 'race', best: 'v3', score: '0.6914', final: FINAL };

describe('the headline of a run', () => {
  it('is the best version measured afresh, with the estimate that steered the climb', () => {
    expect(headlineOf(RACE)).toEqual({ type: 'fresh', final: FINAL, estimate: '0.6914' });
  });

  it('says so where nothing was measured afresh, or an earlier best was', () => {
    const notFresh = { type: 'not fresh', best: 'v3', estimate: '0.6914' };
    expect(headlineOf({ ...RACE, final: null })).toEqual(notFresh);
    expect(headlineOf({ ...RACE, final: { ...FINAL, best: 'v2' } })).toEqual(notFresh);
  });

  it('has no estimate under rule strict, and needs none', () => {
    expect(headlineOf({ ...RACE, rule: 'strict' })).toEqual({ type: 'fresh', final: FINAL, estimate: null });
    expect(headlineOf({ ...RACE, rule: 'strict', final: null })).toBeNull();
  });

  it.each([null, 'v0'])('is none where the best version is %s', (best) => {
    expect(headlineOf({ ...RACE, best })).toBeNull();
  });

  it('recommends the original where the fresh passes do', () => {
    const worse = { ...FINAL, recommendation: 'original' } as const;
    expect(recommendedInstead(headlineOf({ ...RACE, final: worse }))).toBe('v0');
    expect(recommendedInstead(headlineOf(RACE))).toBeNull();
    expect(recommendedInstead(headlineOf({ ...RACE, final: null }))).toBeNull();
    expect(recommendedInstead(null)).toBeNull();
  });
});
