import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Row, rowSchema } from '../../../src/core/schema/row.ts';
import { fraction, toDecimal } from '../../../src/core/stats/fraction.ts';

const ROW: Row = {
  iteration: 2,
  timestamp: '2025-01-15T10:30:00+00:00',
  score: '0.72',
  best_score: '0.78',
  action: 'reverted',
  changelog: 'Error handling rewrite',
};

function problems(parts: Readonly<Record<string, unknown>>): readonly string[] {
  return rowSchema.safeParse({ ...ROW, ...parts }).error?.issues.map(({ path }) => path.join('.')) ?? [];
}

describe('a row', () => {
  it.each(['', '0', '1', '0.5', '0.6667', '0.0001', '0.9999'])('may have the score %j', (score) => {
    expect(problems({ score, best_score: score })).toEqual([]);
  });

  it.each([
    '0.66667',
    '1.0',
    '1.5',
    '-0.1',
    '.5',
    '0.',
    '00',
    '1e-3',
    'NaN',
    'null',
    ' 0.5',
    '0,5',
    '0.5\n',
    0.5,
    null,
  ])('never has the score %j', (score) => {
    expect(problems({ score, best_score: score })).toEqual(['score', 'best_score']);
  });

  it('can show every score that there is', () => {
    const score = fc.integer({ min: 1, max: 1_000_000 }).chain((total) => fc.tuple(fc.nat(total), fc.constant(total)));
    fc.assert(
      fc.property(score, ([passed, total]) => {
        expect(problems({ score: toDecimal(fraction(passed, total)) })).toEqual([]);
      }),
      { seed: 13 },
    );
  });

  it.each(['2025-01-15T10:30:00Z', '2025-01-15 10:30:00+00:00', '2025-01-15T10:30:00.5+00:00', '2025-01-15'])(
    'never has the timestamp %s',
    (timestamp) => {
      expect(problems({ timestamp })).toEqual(['timestamp']);
    },
  );

  it.each([
    [{ iteration: -1 }, 'iteration'],
    [{ iteration: 1.5 }, 'iteration'],
    [{ iteration: '2' }, 'iteration'],
    [{ action: 'keep' }, 'action'],
    [{ action: 'Kept' }, 'action'],
    [{ changelog: '' }, 'changelog'],
  ])('is refused with %j', (parts, path) => {
    expect(problems(parts)).toEqual([path]);
  });
});
