import { describe, expect, it } from 'vitest';
import { positionEffect } from '../../src/core/position-effect.ts';
import type { Vote } from '../../src/core/schema/vote.ts';

/** Two votes on one trial with opposite orders of two expectations; each passes what `passes` says of its place. */
function trial(passes: (place: number) => boolean): readonly Vote[] {
  return [
    [1, 2],
    [2, 1],
  ].map((order) => ({
    seed: 0,
    order,
    results: order.map((number, place) => ({ number, passed: passes(place), evidence: '' })),
  }));
}

const many = (count: number, one: readonly Vote[]) => Array.from({ length: count }, () => one);

describe('the effect of the place', () => {
  it('is nothing where the votes agree', () => {
    expect(
      positionEffect(
        many(
          9,
          trial(() => true),
        ),
      ),
    ).toEqual({ earlier: 0, later: 0, p_value: 1 });
  });

  it('is seen where what stands first is passed', () => {
    const { earlier, later, p_value } = positionEffect(
      many(
        4,
        trial((place) => place === 0),
      ),
    );
    expect({ earlier, later }).toEqual({ earlier: 8, later: 0 });
    expect(p_value).toBeCloseTo(2 / 2 ** 8, 12);
  });

  it('is told from chance: as many one way as the other is no surprise, and 5 to 1 is one of 7 in 32', () => {
    const [first, last] = [trial((place) => place === 0), trial((place) => place === 1)];
    expect(positionEffect([first, last]).p_value).toBe(1);
    const only = (votes: readonly Vote[]) =>
      votes.map((vote) => ({ ...vote, results: vote.results.filter(({ number }) => number === 1) }));
    expect(positionEffect([...many(5, only(first)), only(last)]).p_value).toBeCloseTo((2 * 7) / 64, 12);
  });

  it('holds for thousands of votes', () => {
    expect(
      positionEffect(
        many(
          2000,
          trial((place) => place === 0),
        ),
      ).p_value,
    ).toBe(0);
  });
});
