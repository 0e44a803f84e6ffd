import { describe, expect, it } from 'vitest';
import type { Measurement, Verdict } from '../../../src/core/referee/port.ts';
import { estimateOf, type RaceSettings, race } from '../../../src/core/referee/race.ts';
import { beginReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { toDecimal } from '../../../src/core/stats/fraction.ts';
import { type Attempt, climbing, gives, graded, measure, planOf, standingOf, suiteOf } from './race-scene.ts';

const TIMEOUT: Measurement = { outcome: 'timeout', kind: null };
const OUTAGE: Measurement = { outcome: 'infra_error', kind: null };

/** The golden example's baseline and candidates: evals 0, 1, 2, 3 are a, b, c, d. */
const GOLDEN = suiteOf(4);
const BASELINE = gives({ a: 0, b: 0.5, c: 1, d: 0.75 });
const BETTER = gives({ a: 0.75, b: 0.75, c: 1, d: 0.75 });

describe('the golden example', () => {
  const start = climbing(GOLDEN, BASELINE);
  const first = measure(GOLDEN, start, { gives: BETTER });

  it('starts from the baseline pulled half a trial to its mean', () => {
    expect(believed(GOLDEN, start)).toEqual({
      mean: ['0.1875', '0.5208', '0.8542', '0.6875'],
      worth: Array(4).fill('1.5000'),
    });
    expect(start.best()).toEqual({ value: 0.5625, cell: '0.5625' });
  });

  it('tries the evals that need most and can give most first', () => {
    expect(first.asked.map(({ evalId }) => evalId)).toEqual(['a', 'b', 'd', 'c']);
  });

  it('keeps a candidate for its probability, and counts little of its luck', () => {
    expect(first.verdict).toMatchObject({
      type: 'keep',
      reason: 'keep: P(better) 0.69 >= 0.60 after 1 pass, +1.9 pts (raw +25.0)',
      score: { num: 13n, den: 16n },
    });
    expect(rounded(first.verdict.numbers)).toEqual({
      trials: 4,
      evals_seen: 4,
      evals_total: 4,
      passes: 1,
      look: 4,
      raw: 0.8125,
      delta: 0.0188,
      sd: 0.0385,
      z: 0.4874,
      p_better: 0.687,
      keep: 0.6,
      estimate: 0.6914,
      estimate_sd: 0.0743,
      low: 0.5458,
      high: 0.8369,
      noise_factor: 1,
    });
    expect(believed(GOLDEN, first.after)).toEqual({
      mean: ['0.4682', '0.6348', '0.9361', '0.7264'],
      worth: ['2.0762', '2.2093', '2.0124', '2.1725'],
    });
    expect(first.after.best()?.cell).toBe('0.6914');
  });

  it('drops the next one after one trial, from which it learns of the incumbent', () => {
    const { verdict, after } = measure(GOLDEN, first.after, { iteration: 2, gives: gives({ a: 0.25 }) });
    expect(verdict).toMatchObject({
      type: 'drop',
      reason: 'drop: P(better) 0.47 < 0.50 after 1 of 4 evals',
      score: null,
    });
    expect(rounded(verdict.numbers)).toMatchObject({ p_better: 0.4662, raw: null, passes: 0, trials: 1, keep: 0.6 });
    expect(believed(GOLDEN, after)).toMatchObject({
      mean: ['0.4052', '0.6348', '0.9361', '0.7264'],
      worth: ['2.9377', '2.2093', '2.0124', '2.1725'],
    });
    expect(after.best()?.cell).toBe('0.6756');
  });

  it('has the estimate of the log, with its interval', () => {
    const estimate = estimateOf(GOLDEN, standingOf(GOLDEN, first.after));
    expect(rounded({ ...estimate })).toEqual({ value: 0.6914, sd: 0.0743, low: 0.5458, high: 0.8369 });
    expect(estimateOf(GOLDEN, race(GOLDEN).start)).toBeNull();
    expect(beginReferee(race(GOLDEN)).best()).toBeNull();
  });
});

describe('a baseline', () => {
  it('is one trial of every eval in the order of the suite', () => {
    const { asked, verdict } = measure(suiteOf(6), beginReferee(race(suiteOf(6))), {
      purpose: 'baseline',
      gives: gives({}),
    });
    expect(asked.map(({ evalId, trial }) => `${evalId}${trial}`).join(' ')).toBe('a1 b1 c1 d1 e1 f1');
    expect(verdict).toMatchObject({ type: 'measured', reason: 'baseline', score: { num: 1n, den: 2n } });
    expect(rounded(verdict.numbers)).toEqual({
      trials: 6,
      evals_seen: 6,
      evals_total: 6,
      raw: 0.5,
      estimate: 0.5,
      estimate_sd: 0.0833,
      low: 0.3367,
      high: 0.6633,
    });
  });

  it('believes of an eval without a usable trial what the others are on average', () => {
    const suite = suiteOf(6);
    const referee = climbing(suite, ({ evalId }) => (evalId === 'c' ? OUTAGE : graded(evalId === 'a' ? 1 : 0.5)));
    const { beliefs } = standingOf(suite, referee);
    expect(beliefs?.[2]).toEqual({ eval: 'c', mean: 0.6, worth: 0.5, score_sum: 0, trials: 0, finished: false });
    expect(planOf(suite, referee, {}).blocks.flat()).toHaveLength(18);
  });

  it('decides nothing below 80 %, as rule strict', () => {
    const suite = suiteOf(6);
    const begun = beginReferee(race(suite));
    const attempt: Attempt = { purpose: 'baseline', gives: ({ evalId }) => (evalId < 'c' ? TIMEOUT : graded(1)) };
    const { verdict, after } = measure(suite, begun, attempt);
    expect(verdict).toEqual({
      type: 'unmeasured',
      reason: 'undecided: 66 % measured, 80 % needed',
      numbers: { trials: 6, evals_seen: 6, evals_total: 6 },
    });
    expect([after.best(), after.standing]).toEqual([null, begun.standing]);
  });
});

describe('a candidate', () => {
  const suite = suiteOf(12);
  const half = climbing(suite, gives({}));

  it('runs three evals at a time of twelve, four of many, each pass in the same order', () => {
    const { blocks } = planOf(suite, half, {});
    expect(blocks.map(({ length }) => length)).toEqual(Array(12).fill(3));
    expect(
      blocks
        .slice(4, 8)
        .flat()
        .map(({ evalId }) => evalId),
    ).toEqual(
      blocks
        .slice(0, 4)
        .flat()
        .map(({ evalId }) => evalId),
    );
    expect(blocks.map((block) => [...new Set(block.map(({ trial }) => trial))])).toEqual(
      [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3].map((n) => [n]),
    );
    const many = suiteOf(26);
    expect(planOf(many, climbing(many, gives({})), {}).blocks.map(({ length }) => length)).toEqual(
      Array(3).fill([4, 4, 4, 4, 4, 4, 2]).flat(),
    );
  });

  it('of several runs its first evals, then the rest of the pass at once, then whole passes', () => {
    const shape = (count: number) => {
      const several = { ...suiteOf(count), proposals: 2 };
      return planOf(several, climbing(several, gives({})), {}).blocks.map((block) => [
        block.length,
        ...new Set(block.map(({ trial }) => trial)),
      ]);
    };
    expect(shape(12)).toEqual([
      [3, 1],
      [9, 1],
      [12, 2],
      [12, 3],
    ]);
    expect(shape(26)).toEqual([
      [4, 1],
      [22, 1],
      [26, 2],
      [26, 3],
    ]);
    expect(shape(2)).toEqual([
      [1, 1],
      [1, 1],
      [2, 2],
      [2, 3],
    ]);
    expect(shape(1)).toEqual([
      [1, 1],
      [1, 2],
      [1, 3],
    ]);
    const several = { ...suite, proposals: 4 };
    expect(planOf(several, climbing(several, gives({})), {}).blocks.flat()).toEqual(
      planOf(suite, half, {}).blocks.flat(),
    );
  });

  it('is dropped at its first look when it seems worse, and nothing more is asked for', () => {
    const { verdict, asked } = measure(suite, half, { gives: gives({}, 0.25) });
    expect(verdict.reason).toMatch(/^drop: P\(better\) 0\.\d\d < 0\.50 after 3 of 12 evals$/);
    expect([asked.length, scoreOf(verdict)]).toEqual([3, null]);
  });

  it('is kept after its first pass when it is clearly better', () => {
    const { verdict, asked } = measure(suite, half, { gives: gives({}, 0.75) });
    expect(verdict.reason).toBe('keep: P(better) 0.83 >= 0.60 after 1 pass, +3.6 pts (raw +25.0)');
    expect([asked.length, scoreOf(verdict)]).toEqual([12, '0.75']);
  });

  it('is run again while it is better, but not surely enough, and dropped after three passes', () => {
    const hardly = betterOn(suite, half, [1, 0, 0]);
    const { verdict, asked } = measure(suite, half, { gives: hardly });
    expect(verdict.reason).toMatch(/^drop: P\(better\) 0\.5\d < 0\.60 after 3 passes$/);
    expect([asked.length, verdict.numbers.passes, scoreOf(verdict)]).toEqual([36, 3, '0.5069']);
  });

  it('may be kept after its second pass, with the score of both', () => {
    const { verdict, asked, after } = measure(suite, half, { gives: betterOn(suite, half, [2, 7, 0]) });
    expect(verdict.reason).toMatch(/^keep: P\(better\) 0\.6\d >= 0\.60 after 2 passes, \+\d\.\d pts \(raw \+9\.4\)$/);
    expect([asked.length, scoreOf(verdict)]).toEqual([24, '0.5938']);
    expect(after.best()?.value).toBe(verdict.numbers.estimate);
    // Five evals gave a half and then three quarters, which has squares of 0.03125; 0.0625 was expected of one trial.
    expect(standingOf(suite, after).noise).toEqual({ squares: 2.5, freedom: 12 });
  });
});

function believed(settings: RaceSettings, referee: Referee): { mean: string[]; worth: string[] } {
  const beliefs = standingOf(settings, referee).beliefs ?? [];
  return { mean: beliefs.map(({ mean }) => mean.toFixed(4)), worth: beliefs.map(({ worth }) => worth.toFixed(4)) };
}

function rounded(numbers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      name,
      typeof value === 'number' ? Number(value.toFixed(4)) : value,
    ]),
  );
}

function scoreOf(verdict: Verdict): string | null {
  return 'score' in verdict && verdict.score !== null ? toDecimal(verdict.score) : null;
}

/** Trials of halves, but a quarter more on so many evals of each pass, from the first in the order. */
function betterOn(suite: RaceSettings, referee: Referee, evals: readonly number[]): Attempt['gives'] {
  const order = planOf(suite, referee, {}).blocks.flat();
  return ({ evalId, trial }) => {
    const place = order.findIndex((slot) => slot.evalId === evalId);
    return graded(place < (evals[trial - 1] ?? 0) ? 0.75 : 0.5);
  };
}
