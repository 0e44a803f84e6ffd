import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RaceStanding, race } from '../../../../src/core/referee/race.ts';
import { beginReferee, openReferee } from '../../../../src/core/referee/referee.ts';
import { climbing, gives, measure, standingOf, suiteOf } from '../race-scene.ts';

const suite = suiteOf(3);
const baseline = climbing(suite, gives({ a: 0.25, b: 0.75 }));
const stored = standingOf(suite, measure(suite, baseline, { gives: gives({ a: 0.75 }, 1) }).after);

type Belief = NonNullable<RaceStanding['beliefs']>[number];

/** The stored standing with something else in its second belief. */
function tampered(change: Partial<Record<keyof Belief, unknown>>): unknown {
  return {
    ...stored,
    beliefs: stored.beliefs?.map((belief, place) => (place === 1 ? { ...belief, ...change } : belief)),
  };
}

describe('the standing of rule race', () => {
  it('is the same to the last bit after it was stored and read', () => {
    for (const known of [beginReferee(race(suite)), baseline, climbing(suite, gives({}, 1))]) {
      const read = openReferee(race(suite), JSON.parse(JSON.stringify(known.standing)));
      expect(read?.standing).toEqual(known.standing);
      expect(read?.best()).toEqual(known.best());
    }
  });

  it.each([
    { mean: 2 },
    { mean: -0.01 },
    { mean: '0.5' },
    { mean: null },
    { worth: 0 },
    { worth: 1e-300 },
    { worth: 1e300 },
    { worth: -1.5 },
    { worth: null },
    { trials: 1.5 },
    { trials: -1 },
    { trials: 0, score_sum: 0.5 },
    { score_sum: -1 },
    { finished: 1 },
    { eval: 'z' },
    { eval: 'c' },
    { trust: 1 },
  ])('is none with %j in a belief', (change) => {
    expect(openReferee(race(suite), tampered({}))).not.toBeNull();
    expect(openReferee(race(suite), tampered(change))).toBeNull();
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a standing of rule strict', { best: '1/2', deciding: null }],
    ['no noise', { beliefs: stored.beliefs }],
    ['noise below nothing', { ...stored, noise: { squares: -1, freedom: 0 } }],
    ['noise beyond measure', { ...stored, noise: { squares: 1e300, freedom: 0 } }],
    ['broken freedom', { ...stored, noise: { squares: 0, freedom: 0.5 } }],
    ['something more', { ...stored, more: 1 }],
    ['an eval too few', { ...stored, beliefs: stored.beliefs?.slice(1) }],
    ['an eval too many', { ...stored, beliefs: [...(stored.beliefs ?? []), stored.beliefs?.[0]] }],
    ['evals in another order', { ...stored, beliefs: stored.beliefs?.toReversed() }],
  ])('is none when it is %s', (_, standing) => {
    expect(openReferee(race(suite), standing)).toBeNull();
  });

  it('is none for a suite of other evals', () => {
    const others = fc.integer({ min: 1, max: 9 }).filter((count) => count !== 3);
    fc.assert(
      fc.property(others, (count) => {
        expect(openReferee(race(suiteOf(count)), stored)).toBeNull();
      }),
      { seed: 13, numRuns: 8 },
    );
  });

  it('has nothing to judge a candidate by before the baseline, which is a bug of the caller', () => {
    const begun = beginReferee(race(suite));
    expect(() => measure(suite, begun, { gives: gives({}) })).toThrow(
      'rule race has no baseline to compare a candidate with',
    );
  });
});
