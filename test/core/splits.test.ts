import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.ts';
import { tieBreak } from '../../src/core/referee/race/tie-break.ts';
import { decidingEvals, type EvalCase, type Split } from '../../src/core/schema/suite.ts';
import { assignSplits, type SplitRequest, withSplits } from '../../src/core/splits.ts';

const NOTHING: SplitRequest = { holdout: null, val: null, seed: 1, difficulty: new Map() };

function evalOf(id: string, split: Split | null = null, expectations = 1): EvalCase {
  const texts = Array.from({ length: expectations }, (_, index) => ({
    number: index + 1,
    text: `${index}`,
    check: null,
  }));
  return { id, prompt: id, files: [], expectations: texts, timeoutMs: null, runs: 1, weight: 1, split };
}

function evals(count: number): readonly EvalCase[] {
  return Array.from({ length: count }, (_, index) => evalOf(`e${index}`));
}

function idsIn(splits: Readonly<Record<string, Split | null>>, side: Split | null): readonly string[] {
  return Object.entries(splits).flatMap(([id, split]) => (split === side ? [id] : []));
}

/** Two evals that seed 1 gives the same place in the draw for that side. */
function twins(purpose: Split): readonly [string, string] {
  const seen = new Map<number, string>();
  for (let index = 0; ; index += 1) {
    const id = `e${index}`;
    const rank = tieBreak(1, `${purpose} ${id}`);
    const twin = seen.get(rank);
    if (twin !== undefined) return [twin, id];
    seen.set(rank, id);
  }
}

const suites = fc.integer({ min: 8, max: 60 });
const seeds = fc.nat();

describe('splits by shares', () => {
  it('leave every eval train and val where nothing is asked', () => {
    expect(assignSplits(evals(3), NOTHING)).toEqual({ e0: null, e1: null, e2: null });
  });

  it('put the share into test, of the rest the share into val, and the others into train', () => {
    const splits = assignSplits(evals(20), { ...NOTHING, holdout: 0.25, val: 0.4 });
    expect([idsIn(splits, 'test').length, idsIn(splits, 'val').length, idsIn(splits, 'train').length]).toEqual([
      5, 6, 9,
    ]);
  });

  it('without a share for val leave the rest train and val', () => {
    const splits = assignSplits(evals(8), { ...NOTHING, holdout: 0.5 });
    expect([idsIn(splits, 'test').length, idsIn(splits, null).length]).toEqual([4, 4]);
  });

  it('are the same for the same seed, whatever the order of the evals, and others for others', () => {
    fc.assert(
      fc.property(suites, seeds, (count, seed) => {
        const request = { ...NOTHING, holdout: 0.3, val: 0.5, seed };
        const backwards = assignSplits(evals(count).toReversed(), request);
        expect(assignSplits(evals(count), request)).toEqual(backwards);
      }),
    );
    const drawn = Array.from({ length: 20 }, (_, seed) => assignSplits(evals(12), { ...NOTHING, holdout: 0.25, seed }));
    expect(new Set(drawn.map((splits) => idsIn(splits, 'test').join(' '))).size).toBeGreaterThan(5);
  });

  it('are the same whatever the order of the evals even where two of them get the same place by chance', () => {
    const [first, second] = twins('val');
    const pair = [evalOf(first), evalOf(second)];
    const request = { ...NOTHING, val: 0.5 };
    expect(assignSplits(pair.toReversed(), request)).toEqual(assignSplits(pair, request));
  });

  it('give each eval one side, and each side as many as its share says', () => {
    fc.assert(
      fc.property(
        suites,
        seeds,
        fc.record({ holdout: fc.constantFrom(0.2, 0.35, 0.5, 0.8), val: fc.constantFrom(0.2, 0.5, 0.75) }),
        (count, seed, { holdout, val }) => {
          const test = Math.round(holdout * count);
          const deciding = Math.round(val * (count - test));
          fc.pre(deciding > 0 && deciding < count - test);
          const splits = assignSplits(evals(count), { ...NOTHING, holdout, val, seed });
          expect(idsIn(splits, 'test')).toHaveLength(test);
          expect(idsIn(splits, 'val')).toHaveLength(deciding);
          expect(idsIn(splits, 'train')).toHaveLength(count - test - deciding);
        },
      ),
    );
  });

  it('give each side easy and hard evals alike, where that is known', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const all = evals(40);
        const difficulty = new Map(all.map(({ id }, index) => [id, index / 39]));
        const splits = assignSplits(all, { holdout: 0.25, val: 0.5, seed, difficulty });
        const mean = (side: Split) => {
          const values = idsIn(splits, side).map((id) => difficulty.get(id) ?? Number.NaN);
          return values.reduce((sum, value) => sum + value, 0) / values.length;
        };
        // A side drawn without regard to difficulty lies outside of these bounds in every third case.
        for (const side of ['test', 'val', 'train'] as const) expect(Math.abs(mean(side) - 0.5)).toBeLessThan(0.09);
      }),
    );
  });

  it('leave a split that an eval states as it is', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const all = [evalOf('mine', 'test'), evalOf('shown', 'train'), evalOf('kept', 'val'), ...evals(6)];
        const splits = assignSplits(all, { ...NOTHING, holdout: 0.5, val: 0.5, seed });
        expect(splits).toMatchObject({ mine: 'test', shown: 'train', kept: 'val' });
      }),
    );
  });

  it('draw no eval that has nothing to grade', () => {
    const all = [evalOf('to-read', null, 0), ...evals(4)];
    expect(assignSplits(all, { ...NOTHING, holdout: 0.5, val: 0.5 })).toHaveProperty('to-read', null);
  });
});

describe('splits that leave a side empty are refused', () => {
  const refused = (all: readonly EvalCase[], request: Partial<SplitRequest>) => {
    try {
      assignSplits(all, { ...NOTHING, ...request });
    } catch (error) {
      if (error instanceof UserError) return `${error.code}: ${error.message}`;
    }
    return 'taken';
  };

  it.each([
    {
      of: 'a share too small for a test eval',
      all: evals(4),
      request: { holdout: 0.1 },
      message: /4 evals, .* and --holdout 0.1 leave none for test/,
    },
    {
      of: 'a share that takes all',
      all: evals(4),
      request: { holdout: 0.99 },
      message: /--holdout 0.99 leave none for val, by which candidates/,
    },
    {
      of: 'a share too small for val',
      all: evals(4),
      request: { val: 0.05 },
      message: /--val 0.05 leave none for val/,
    },
    {
      of: 'a val share that takes all',
      all: evals(4),
      request: { val: 0.95 },
      message: /leave none for train, from which the improver learns/,
    },
    { of: 'a single eval', all: evals(1), request: { val: 0.5 }, message: /Of 1 evals, .* leave none for train/ },
    { of: 'only val', all: [evalOf('a', 'val')], request: {}, message: /the splits in the evals leave none for train/ },
    {
      of: 'only train',
      all: [evalOf('a', 'train')],
      request: {},
      message: /the splits in the evals leave none for val/,
    },
    { of: 'only test', all: [evalOf('a', 'test')], request: {}, message: /the splits in the evals leave none for val/ },
  ])('$of', ({ all, request, message }) => {
    expect(refused(all, request)).toMatch(/^usage: /);
    expect(refused(all, request)).toMatch(message);
  });

  it('but not sides that the evals themselves fill', () => {
    expect(refused([evalOf('a', 'train'), evalOf('b', 'val'), evalOf('c', 'test')], {})).toBe('taken');
    expect(refused([evalOf('a', 'test'), ...evals(2)], { holdout: 0.1 })).toBe('taken');
  });
});

it('a run goes on with the splits it was given, not with those of the file', () => {
  const all = [evalOf('a'), evalOf('b'), evalOf('c', 'train')];
  const split = withSplits(all, { a: 'test', b: 'val', c: 'train' });
  expect(split.map((one) => one.split)).toEqual(['test', 'val', 'train']);
  expect(decidingEvals(split).map(({ id }) => id)).toEqual(['b']);
  const later = withSplits([...all, evalOf('new', 'val'), evalOf('newer')], { a: 'test', b: 'val', c: 'train' });
  expect(later.slice(3).map((one) => one.split)).toEqual(['val', null]);
});
