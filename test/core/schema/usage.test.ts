import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sumUsage, UNKNOWN_USAGE, type Usage, usageSchema } from '../../../src/core/schema/usage.ts';

const count = fc.option(fc.nat(1_000_000));
const usage: fc.Arbitrary<Usage> = fc.record({
  input_tokens: count,
  output_tokens: count,
  cached_input_tokens: count,
  cost_usd: fc.option(fc.nat(1000).map((quarters) => quarters / 4)),
});
const FIELDS = ['input_tokens', 'output_tokens', 'cached_input_tokens', 'cost_usd'] as const;

describe('the sum of what calls used', () => {
  it('is unknown exactly in the fields that one of them did not tell', () => {
    fc.assert(
      fc.property(fc.array(usage, { minLength: 1, maxLength: 6 }), (items) => {
        const sum = sumUsage(items);
        for (const field of FIELDS) {
          const known = items.flatMap((item) => item[field] ?? []);
          expect(sum[field]).toBe(known.length === items.length ? known.reduce((a, b) => a + b, 0) : null);
        }
      }),
      { seed: 11 },
    );
  });

  it('of no calls is unknown, not 0', () => {
    expect(sumUsage([])).toEqual(UNKNOWN_USAGE);
  });

  it('of calls that used nothing is 0', () => {
    const free = { input_tokens: 0, output_tokens: 0, cached_input_tokens: 0, cost_usd: 0 };
    expect(sumUsage([free, free])).toEqual(free);
  });

  it('is a usage again', () => {
    fc.assert(
      fc.property(fc.array(usage), (items) => {
        expect(usageSchema.parse(sumUsage(items))).toEqual(sumUsage(items));
      }),
      { seed: 12 },
    );
  });
});

describe('a usage', () => {
  it.each([
    { cost_usd: -0.01 },
    { cost_usd: Number.NaN },
    { cost_usd: Number.POSITIVE_INFINITY },
    { input_tokens: 1.5 },
    { output_tokens: -1 },
    { cached_input_tokens: '7' },
    { cost_usd: undefined },
  ])('is never %j', (wrong) => {
    expect(usageSchema.safeParse({ ...UNKNOWN_USAGE, ...wrong }).success).toBe(false);
  });
});
