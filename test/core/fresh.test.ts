import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FreshTrial, finalOf } from '../../src/core/fresh.ts';
import { finalSchema } from '../../src/core/schema/final.ts';

const VERSIONS = { original: 'v0', best: 'v3' };
const weights = (...ids: readonly string[]) => new Map(ids.map((id) => [id, 1]));

type Result = readonly [version: string, evalId: string, passed: number | 'timeout', trial?: number];

function trial(...[version, evalId, passed, trial = 1]: Result): FreshTrial {
  const measurement =
    passed === 'timeout'
      ? ({ outcome: 'timeout', kind: null } as const)
      : ({ outcome: 'graded', passed, total: 4 } as const);
  return { version, evalId, trial, measurement };
}

describe('fresh passes of two versions', () => {
  it('give the plain means, and their difference with its paired interval', () => {
    const trials = [trial('v0', 'a', 1), trial('v3', 'a', 3), trial('v0', 'b', 2), trial('v3', 'b', 4)];
    expect(finalOf(VERSIONS, weights('a', 'b'), trials)).toMatchObject({
      before: 0.375,
      after: 0.875,
      gain: 0.5,
      interval: { low: 0.5, high: 0.5 },
      passes: 1,
      recommendation: 'best',
      unmeasured: [],
    });
  });

  it('take the mean of the trials of an eval, so that one that was run more often weighs no more', () => {
    const trials = [trial('v0', 'a', 0), trial('v3', 'a', 4), trial('v0', 'b', 2), trial('v3', 'b', 2)];
    const more = [...trials, trial('v0', 'a', 4, 2), trial('v3', 'a', 4, 2)];
    expect(finalOf(VERSIONS, weights('a', 'b'), more)).toMatchObject({ before: 0.5, after: 0.75, passes: 2 });
  });

  it('pair by eval: what one side lacks counts for neither, and is said', () => {
    const trials = [trial('v0', 'a', 1), trial('v3', 'a', 2), trial('v0', 'b', 4), trial('v3', 'b', 'timeout')];
    const final = finalOf(VERSIONS, weights('a', 'b'), trials);
    expect(final).toMatchObject({ before: 0.25, after: 0.5, interval: null });
    expect(final?.unmeasured).toEqual([{ version: 'v3', eval_id: 'b', trial: 1, outcome: 'timeout' }]);
    expect(finalOf(VERSIONS, weights('b'), trials)).toBeNull();
  });

  it('recommend the original where nothing was gained', () => {
    const trials = [trial('v0', 'a', 2), trial('v3', 'a', 2)];
    expect(finalOf(VERSIONS, weights('a'), trials)?.recommendation).toBe('original');
  });

  it('weigh evals by their weights, of which only the proportion matters', () => {
    const trials = [trial('v0', 'a', 0), trial('v3', 'a', 4), trial('v0', 'b', 2), trial('v3', 'b', 2)];
    const gain = (a: number, b: number) =>
      finalOf(
        VERSIONS,
        new Map([
          ['a', a],
          ['b', b],
        ]),
        trials,
      )?.gain;
    expect(gain(3, 1)).toBe(0.75);
    expect(gain(6, 2)).toBe(0.75);
    expect(gain(0, 0)).toBe(0.5);
  });

  it('always say something that can be stored', () => {
    const score = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant('timeout' as const));
    const pass = fc.array(fc.tuple(score, score), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(pass, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 5 }), (passes, weight) => {
        const trials = passes.flatMap((pairs, index) =>
          pairs.flatMap(([a, b], place) => [
            trial('v0', `e${place}`, a, index + 1),
            trial('v3', `e${place}`, b, index + 1),
          ]),
        );
        const ids = [0, 1, 2, 3, 4, 5].map((place) => [`e${place}`, place === 0 ? weight : 1] as const);
        const final = finalOf(VERSIONS, new Map(ids), trials);
        if (final === null) return;
        expect(finalSchema.parse(final)).toEqual(final);
        expect(final.after - final.before).toBeCloseTo(final.gain, 10);
      }),
      { seed: 5 },
    );
  });
});
