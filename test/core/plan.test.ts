import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finalPassesAhead, type Plan, type PlanRequest, planOf } from '../../src/core/plan.ts';
import type { Unsure } from '../../src/core/range.ts';

const FREE = { trials: null, cost_usd: null, tokens: null, time_ms: null };
const PRICES = {
  calls: 5,
  tokens: { low: 100, expected: 200, high: 400 },
  cost_usd: { low: 0.1, expected: 0.2, high: 0.5 },
  duration_ms: { low: 1000, expected: 2000, high: 4000 },
};
/** 12 evals, half of them judged, three iterations one after the other, from the baseline on. */
const REQUEST: PlanRequest = {
  rule: 'race',
  proposals: 1,
  pass: 12,
  block: 3,
  baseline: 12,
  ungraded: 0,
  teaching: 0,
  iterations: 3,
  maxReverts: null,
  finalPasses: { low: 0, expected: 2, high: 4 },
  climbLeft: null,
  wholeLeft: null,
  concurrency: 4,
  judged: 0.5,
  votes: 1,
  proposes: true,
  timeoutMs: 600_000,
  left: FREE,
  measured: { executor: PRICES, judge: PRICES, improver: PRICES },
};

const plan = (parts: Partial<PlanRequest> = {}): Plan => planOf({ ...REQUEST, ...parts });

describe('a plan under rule race', () => {
  it('is the baseline, the first looks at least, three passes a candidate at most, and the final passes', () => {
    const { trials, iterations, roles } = plan();
    expect(trials).toEqual({ low: 12 + 9, expected: 12 + 9 + 23 + 48, high: 12 + 3 * 36 + 12 + 96 });
    expect(iterations).toEqual({ low: 3, expected: 3, high: 3 });
    expect(roles.judge.calls.high).toBe(trials.high / 2);
    expect(roles.improver.calls).toEqual(iterations);
  });

  it('lets one candidate of a batch go on', () => {
    expect(plan({ proposals: 4, iterations: 8 }).trials).toMatchObject({
      low: 12 + 24,
      high: 12 + 24 + 2 * 33 + 12 + 96,
    });
  });

  it('fills a bound on trials with fewer iterations where each takes more', () => {
    const { trials, iterations } = plan({ iterations: 60, climbLeft: 132, wholeLeft: 176 });
    expect(trials).toEqual({ low: 132, expected: 176, high: 176 });
    expect(iterations).toEqual({ low: 3, expected: 11, high: 60 });
  });

  it('is nothing where nothing is ahead', () => {
    const { all, trials } = plan({ baseline: 0, iterations: 0 });
    const nothing = { low: 0, expected: 0, high: 0 };
    expect({ ...all, trials }).toEqual({
      calls: nothing,
      tokens: nothing,
      cost_usd: nothing,
      duration_ms: nothing,
      trials: nothing,
    });
  });
});

it('a plan under rule strict has whole passes, and may stop after reverts in a row', () => {
  const strict = {
    rule: 'strict',
    block: 12,
    iterations: 5,
    maxReverts: 3,
    finalPasses: finalPassesAhead(0, 0),
  } as const;
  expect(plan(strict).trials).toEqual({ low: 12 + 36, expected: 12 + 60, high: 12 + 60 });
});

describe('prices', () => {
  it('that were never measured are unknown, and time ends at the time-out', () => {
    const { roles, all } = plan({ measured: { ...REQUEST.measured, judge: null } });
    const unknown = { low: null, expected: null, high: null };
    expect(roles.judge).toMatchObject({
      tokens: unknown,
      cost_usd: unknown,
      duration_ms: { ...unknown, high: 114 * 600_000 },
    });
    expect(all).toMatchObject({ tokens: unknown, cost_usd: unknown });
    expect(all.calls.high).toBeGreaterThan(0);
  });

  it('of a role that is not called are nothing', () => {
    expect(plan({ judged: 0, measured: { ...REQUEST.measured, judge: null } }).all.cost_usd.low).toBeGreaterThan(0);
  });

  it('end at their cap even where they are unknown', () => {
    const left = { ...FREE, cost_usd: 5, time_ms: 1000 };
    const { all } = plan({ left, measured: { executor: null, judge: null, improver: null } });
    expect(all.cost_usd).toEqual({ low: null, expected: null, high: 5 });
    expect(all.duration_ms.high).toBe(1000);
  });
});

it('final passes are planned as asked for, or as many as are needed at least', () => {
  expect(finalPassesAhead(null, 4)).toEqual({ low: 0, expected: 2, high: 4 });
  expect(finalPassesAhead(null, 1)).toEqual({ low: 0, expected: 1, high: 1 });
  expect(finalPassesAhead(3, 3)).toEqual({ low: 0, expected: 3, high: 3 });
});

const range = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))
  .map(([low, more, most]) => ({ low, expected: low + more, high: low + more + most }));
const prices = fc.option(fc.record({ calls: fc.constant(1), tokens: range, cost_usd: range, duration_ms: range }));
const bound = fc.option(fc.nat(300));
const anyRequest = fc
  .record({
    rule: fc.constantFrom('race' as const, 'strict' as const),
    proposals: fc.integer({ min: 1, max: 5 }),
    pass: fc.integer({ min: 1, max: 30 }),
    baseline: fc.nat(30),
    ungraded: fc.nat(3),
    teaching: fc.nat(5),
    iterations: fc.nat(60),
    maxReverts: fc.option(fc.integer({ min: 1, max: 5 })),
    finalPasses: range.map(({ low, expected, high }) => ({
      low: low % 2,
      expected: 2 + (expected % 2),
      high: 4 + (high % 2),
    })),
    climbLeft: bound,
    concurrency: fc.integer({ min: 1, max: 12 }),
    judged: fc.constantFrom(0, 0.25, 1),
    votes: fc.constantFrom(1, 3),
    proposes: fc.boolean(),
    left: fc.record({ trials: fc.constant(null), cost_usd: bound, tokens: bound, time_ms: bound }),
    measured: fc.record({ executor: prices, judge: prices, improver: prices }),
  })
  .map((parts): PlanRequest => {
    const { rule, pass, climbLeft } = parts;
    const block = rule === 'strict' ? pass : Math.min(4, Math.ceil(pass / 4));
    const proposals = rule === 'strict' ? 1 : parts.proposals;
    const ungraded = Math.min(parts.ungraded, parts.baseline);
    const wholeLeft = climbLeft === null ? null : climbLeft + 20;
    return { ...parts, proposals, ungraded, block, wholeLeft, timeoutMs: 600_000 };
  });

function rangesOf({ trials, iterations, roles, all }: Plan): readonly Unsure[] {
  const parts = [roles.executor, roles.judge, roles.improver, all];
  return [trials, iterations, ...parts.flatMap((one) => [one.calls, one.tokens, one.cost_usd, one.duration_ms])];
}

const reaches = (end: number | null) => end ?? Number.NaN;

describe('every plan', () => {
  it('has low, expected and high in their order, and passes no cap', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const planned = planOf(request);
        for (const { low, expected, high } of rangesOf(planned)) {
          expect(reaches(low) > reaches(expected)).toBe(false);
          expect(reaches(expected) > reaches(high)).toBe(false);
          expect(reaches(low) < 0).toBe(false);
        }
        const { wholeLeft, left } = request;
        expect(planned.trials.high).toBeLessThanOrEqual(wholeLeft ?? Number.POSITIVE_INFINITY);
        expect(planned.all.cost_usd.high ?? 0).toBeLessThanOrEqual(left.cost_usd ?? Number.POSITIVE_INFINITY);
        expect(planned.all.duration_ms.high ?? 0).toBeLessThanOrEqual(left.time_ms ?? Number.POSITIVE_INFINITY);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('never takes less for more iterations', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const [some, more] = [planOf(request), planOf({ ...request, iterations: request.iterations + 1 })].map(
          rangesOf,
        );
        some?.forEach((before, index) => {
          const after = more?.[index];
          expect(reaches(before.low) > reaches(after?.low ?? null)).toBe(false);
          expect(reaches(before.expected) > reaches(after?.expected ?? null) + 1e-6).toBe(false);
          expect(reaches(before.high) > reaches(after?.high ?? null)).toBe(false);
        });
      }),
      { seed: 12, numRuns: 500 },
    );
  });
});
