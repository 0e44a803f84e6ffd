import { describe, expect, it } from 'vitest';
import type { Measurement, Slot } from '../../../../src/core/referee/port.ts';
import { type Attempt, climbing, graded, measure, planOf, standingOf, suiteOf } from '../race-scene.ts';

const suite = suiteOf(8);
const TIMEOUT: Measurement = { outcome: 'timeout', kind: null };
const half = climbing(suite, () => graded(0.5));
/** Evals in the order in which candidates run them. */
const order = (planOf(suite, half, {}).blocks.slice(0, 4).flat() as readonly Slot[]).map(({ evalId }) => evalId);

/** A candidate that gives `share`, but `trouble` on the evals at these places of its order. */
function troubled(trouble: Measurement, places: readonly number[], share = 0.75): Attempt['gives'] {
  return ({ evalId }) => (places.includes(order.indexOf(evalId)) ? trouble : graded(share));
}

describe('where the incumbent finishes, a candidate', () => {
  const ends: readonly { end: Measurement; word: string }[] = [
    { end: TIMEOUT, word: 'timeout' },
    { end: { outcome: 'agent_error', kind: 'cap' }, word: 'cap' },
    { end: { outcome: 'agent_error', kind: 'crash' }, word: 'crash' },
  ];

  it.each(ends)('that ends with $word is dropped at once, however well it does elsewhere', ({ end, word }) => {
    for (const place of [0, 5]) {
      const { verdict, asked } = measure(suite, half, { gives: troubled(end, [place, 7], 1) });
      expect(verdict).toMatchObject({
        type: 'drop',
        reason: `drop: eval ${order[place]} ended by ${word} where the incumbent finishes`,
        score: null,
      });
      // The end of the block that it is in: two evals at a time.
      expect(asked).toHaveLength(2 * Math.floor(place / 2) + 2);
    }
  });

  it('that does so teaches as much of the incumbent as one that scores 0', () => {
    const bad = measure(suite, half, { gives: troubled(TIMEOUT, [0, 1]) });
    const zero = measure(suite, half, { gives: troubled(graded(0), [0, 1]) });
    expect(bad.verdict.numbers).toEqual(zero.verdict.numbers);
    expect(zero.verdict.reason).toMatch(/^drop: P\(better\) 0\.36 < 0\.50 after 2 of 8 evals$/);
    expect(bad.after.standing).toEqual(zero.after.standing);
  });
});

describe('a time-out of an eval that the candidate finished before', () => {
  it('counts as 0 against it, and is no part of the raw gain that is told', () => {
    const { verdict, after } = measure(suite, half, {
      gives({ evalId, trial }) {
        const place = order.indexOf(evalId);
        if (trial === 1) return graded(place === 0 ? 0.75 : 0.5);
        return place === 7 ? TIMEOUT : graded(1);
      },
    });
    expect(verdict).toMatchObject({ type: 'keep', score: null, numbers: { passes: 2, raw: null } });
    // One eval gained 0.375, six 0.25, and the last one nothing.
    expect(verdict.reason).toMatch(/ after 2 passes, \+\d\.\d pts \(raw \+23\.4\)$/);
    const late = beliefOn(after, order[7]);
    expect(late).toMatchObject({ finished: true, trials: 3, score_sum: 1 });
    expect(late?.mean).toBeLessThan(0.5);
  });
});

describe('trouble that may be the environment’s is no evidence:', () => {
  const ends: readonly Measurement[] = [
    { outcome: 'agent_error', kind: 'overload' },
    { outcome: 'agent_error', kind: null },
    { outcome: 'judge_error', kind: null },
    { outcome: 'infra_error', kind: null },
    { outcome: 'leak', kind: null },
    { outcome: 'interrupted', kind: null },
  ];

  it.each(ends)('%j', (end) => {
    const { verdict, after } = measure(suite, half, { gives: troubled(end, [0]) });
    expect(verdict).toMatchObject({ type: 'keep', score: null, numbers: { trials: 8, evals_seen: 8 } });
    const [untried, tried] = [0, 1].map((place) => beliefOn(after, order[place]));
    expect(untried).toMatchObject({ trials: 1, score_sum: 0.5, finished: true });
    expect(untried?.mean).toBeCloseTo(0.5 + Number(verdict.numbers.delta), 12);
    expect(untried?.worth).toBeLessThan(1.5);
    expect(tried).toMatchObject({ trials: 2, score_sum: 1.25, finished: true });
  });

  it('so is what it does to an eval of which the only other trial timed out: that one decides', () => {
    const { verdict } = measure(suite, half, {
      gives({ evalId, trial }) {
        const place = order.indexOf(evalId);
        if (place === 7) return trial === 1 ? { outcome: 'infra_error', kind: null } : TIMEOUT;
        return graded(place === 0 && trial === 1 ? 0.75 : 0.5);
      },
    });
    expect(verdict.reason).toBe(`drop: eval ${order[7]} ended by timeout where the incumbent finishes`);
  });

  it('a look at which nothing was usable is no reason to drop', () => {
    const outage: Measurement = { outcome: 'infra_error', kind: null };
    const { verdict, asked } = measure(suite, half, { gives: troubled(outage, [0, 1]) });
    expect(verdict.reason).toBe('undecided: 75 % measured, 80 % needed');
    expect(asked).toHaveLength(8);
    expect(verdict).toMatchObject({ type: 'drop', score: null });
  });

  it('a candidate of which nothing at all was usable is undecided, and teaches nothing', () => {
    const { verdict, after } = measure(suite, half, { gives: () => ({ outcome: 'judge_error', kind: null }) });
    expect(verdict).toMatchObject({ type: 'drop', reason: 'undecided: 0 % measured, 80 % needed', score: null });
    expect(verdict.numbers).toMatchObject({ delta: 0, p_better: 0.5, estimate: 0.5, passes: 1 });
    expect(after.standing).toEqual(half.standing);
  });

  it('so are time-outs where the incumbent has none finished either', () => {
    const slow = climbing(suite, ({ evalId }) => (evalId === 'c' ? TIMEOUT : graded(0.5)));
    const { verdict, after } = measure(suite, slow, {
      gives: ({ evalId }) => (evalId === 'c' ? TIMEOUT : graded(0.75)),
    });
    expect(verdict).toMatchObject({ type: 'keep', score: null });
    expect(beliefOn(after, 'c')).toMatchObject({ trials: 0, finished: false });
    const faster = measure(suite, slow, { gives: () => graded(0.75) }).after;
    expect(beliefOn(faster, 'c')).toMatchObject({ trials: 1, finished: true });
  });
});

describe('an incumbent that does not finish an eval', () => {
  it('does not because a candidate did that was dropped', () => {
    // A seed with which that eval is tried first.
    const suite = { ...suiteOf(5), seed: 6 };
    const slow = climbing(suite, ({ evalId }) => (evalId === 'c' ? TIMEOUT : graded(0.5)));
    const { verdict, after } = measure(suite, slow, { gives: ({ evalId }) => graded(evalId === 'c' ? 0 : 0.5) });
    expect(verdict.type).toBe('drop');
    const belief = standingOf(suite, after).beliefs?.find((one) => one.eval === 'c');
    expect(belief).toMatchObject({ trials: 1, score_sum: 0, finished: false });
  });
});

function beliefOn(referee: ReturnType<typeof climbing>, evalId: string | undefined) {
  return standingOf(suite, referee).beliefs?.find((belief) => belief.eval === evalId);
}
