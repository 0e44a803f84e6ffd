import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vote } from '../../src/core/schema/vote.ts';
import { agreementOf, evidenceFound, majorityOn, orderOf, splitIn, votesNeeded } from '../../src/core/votes.ts';

/** A vote by the verdicts on expectations 1, 2, 3 …; its evidence tells which vote it was. */
function vote(name: string, ...passed: readonly boolean[]): Vote {
  const results = passed.map((verdict, index) => ({
    number: index + 1,
    passed: verdict,
    evidence: `${name}${index + 1}`,
  }));
  return { seed: 0, order: results.map(({ number }) => number), results };
}

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });
const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const ballots = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 7 }))
  .chain(([width, count]) =>
    fc.array(fc.array(fc.boolean(), { minLength: width, maxLength: width }), { minLength: count, maxLength: count }),
  );

describe('the order of the expectations', () => {
  it('has each of them once, and follows from the seed and the set of numbers alone', () => {
    fc.assert(
      fc.property(numbers, seeds, (asked, seed) => {
        const order = orderOf(asked, seed);
        expect([...order].sort((a, b) => a - b)).toEqual([...asked].sort((a, b) => a - b));
        expect(orderOf([...asked].reverse(), seed)).toEqual(order);
      }),
    );
  });

  it('puts each expectation at each place about as often', () => {
    const count = 6000;
    const firsts = Array.from({ length: count }, (_, seed) => orderOf([1, 2, 3], seed * 7919)[0]);
    for (const number of [1, 2, 3]) {
      expect(firsts.filter((first) => first === number).length / count).toBeCloseTo(1 / 3, 1);
    }
  });
});

describe('the majority', () => {
  it('is what more than half of the votes say, whatever their order; a tie is a fail', () => {
    fc.assert(
      fc.property(ballots, (verdicts) => {
        const votes = verdicts.map((row, index) => vote(`v${index}-`, ...row));
        for (const [index] of (verdicts[0] ?? []).entries()) {
          const yes = verdicts.filter((row) => row[index]).length;
          expect(majorityOn(votes, index + 1)?.passed).toBe(yes > verdicts.length - yes);
          expect(majorityOn([...votes].reverse(), index + 1)?.passed).toBe(yes > verdicts.length - yes);
        }
      }),
    );
  });

  it('has the evidence of the first vote that says the same', () => {
    const votes = [vote('a', false), vote('b', true), vote('c', true)];
    expect(majorityOn(votes, 1)).toEqual({ passed: true, evidence: 'b1' });
    expect(majorityOn(votes.slice(0, 2), 1)).toEqual({ passed: false, evidence: 'a1' });
    expect(majorityOn(votes, 9)).toBeNull();
  });

  it('needs more than half of the votes that were asked for', () => {
    expect([1, 3, 5, 7].map(votesNeeded)).toEqual([1, 2, 3, 4]);
  });
});

describe('the agreement of votes', () => {
  it('is the share of equal pairs: 1 of 3 where one of three differs, and unknown of a single vote', () => {
    expect(agreementOf([vote('a', true)])).toBeNull();
    expect(agreementOf([vote('a', true), vote('b', true), vote('c', false)])).toBeCloseTo(1 / 3, 12);
    expect(agreementOf([vote('a', true, false), vote('b', true, true)])).toBe(0.5);
  });

  it('is 1 exactly where no expectation is split', () => {
    fc.assert(
      fc.property(ballots, (verdicts) => {
        const votes = verdicts.map((row) => vote('', ...row));
        const agreement = agreementOf(votes);
        if (agreement !== null) expect(agreement === 1).toBe(splitIn(votes).length === 0);
      }),
    );
  });
});

it('the rate of found evidence counts the passes of judges alone', () => {
  const items = [
    { passed: true, evidence_verified: true },
    { passed: true, evidence_verified: false },
    { passed: false, evidence_verified: false },
    { passed: true, evidence_verified: null },
    { passed: true },
  ];
  expect(evidenceFound(items)).toEqual({ passes: 2, found: 1 });
});
