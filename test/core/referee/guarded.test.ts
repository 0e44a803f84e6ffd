import { describe, expect, it } from 'vitest';
import type { Guardrails } from '../../../src/core/guardrails.ts';
import { guarded } from '../../../src/core/referee/guarded.ts';
import type { Block, Measurement, Rule, Verdict } from '../../../src/core/referee/port.ts';
import { race } from '../../../src/core/referee/race.ts';
import { beginReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { strict } from '../../../src/core/referee/strict.ts';
import { strictByEval, strictWithEarlyStop } from '../../../src/core/referee/strict-early-stop.ts';
import { isStart, isVerdict } from './drive.ts';
import { suiteOf } from './race-scene.ts';

/** A trial with so many of ten expectations, and what it cost. */
const of = (passed: number, cost_usd: number | null = 1): Measurement => ({
  outcome: 'graded',
  passed,
  total: 10,
  used: { cost_usd, tokens: 100, duration_ms: 1000 },
});

type Trials = Readonly<Record<string, Measurement | readonly Measurement[]>>;

interface Course {
  readonly verdict: Verdict;
  readonly after: Referee;
  readonly trials: number;
}

let armCount = 0;

/** One arm from its opening to its closing; of several measurements of an eval each trial takes the next. */
function measure(before: Referee, trials: Trials, size: { lines: number; tokens: number } | null = null): Course {
  const purpose = before.best() === null ? 'baseline' : 'candidate';
  const blocks: readonly Block[] = before.plan({ purpose, evalIds: Object.keys(trials) });
  armCount += 1;
  const [id, iteration] = [`arm-${armCount}`, armCount];
  const plan = { id, purpose, iteration, batch: iteration, blocks, size } as const;
  let known = before.fold({ type: 'arm_opened', plan });
  for (let count = 0; ; ) {
    const actions = known.next(99);
    const verdict = actions.find(isVerdict)?.verdict;
    if (verdict !== undefined) {
      return { verdict, trials: count, after: known.fold({ type: 'arm_closed', arm: id }) };
    }
    for (const { slot } of actions.filter(isStart)) {
      const given = [trials[slot.evalId] ?? of(0)].flat();
      const measurement = given[Math.min(slot.trial, given.length) - 1] ?? of(0);
      known = known.fold({ type: 'trial_ended', arm: id, slot, measurement });
      count += 1;
    }
  }
}

const begun = <S>(rule: Rule<S>, limits: Guardrails | null, baseline: Trials): Referee =>
  measure(beginReferee(guarded(rule, limits)), baseline).after;

const BASELINE = { a: of(8), b: of(2) };

describe('a candidate that a rule would keep', () => {
  it('is kept within its limits, with what was read', () => {
    const limits = { 'skill-lines': 500, 'eval-cost': 1 };
    const { verdict } = measure(begun(strict, limits, BASELINE), { a: of(9), b: of(2) }, { lines: 500, tokens: 1 });
    expect(verdict).toMatchObject({ type: 'keep', reason: 'keep: score 0.55 > 0.5' });
    expect(verdict.numbers.guardrails).toEqual([
      { guardrail: 'skill-lines', limit: 500, value: 500 },
      { guardrail: 'eval-cost', limit: 1, value: 1 },
    ]);
  });

  it('is dropped beyond one of them, with its score, and the best stays what it was', () => {
    const before = begun(strict, { 'eval-cost': 1.2 }, BASELINE);
    const course = measure(before, { a: of(10, 1), b: of(10, 2) });
    expect(course.verdict).toMatchObject({
      type: 'drop',
      reason: 'drop: guardrail eval-cost=1.2: an eval costs 1.5 USD on average',
      score: { num: 1n, den: 1n },
    });
    expect(course.after.best()).toEqual(before.best());
  });

  it('is kept where nothing was measured, and the reason says so', () => {
    const limits = { 'eval-cost': 1, 'skill-lines': 5 };
    const { verdict } = measure(begun(strict, limits, BASELINE), { a: of(9, null), b: of(2) });
    expect(verdict).toMatchObject({
      type: 'keep',
      reason: 'keep: score 0.55 > 0.5; guardrail skill-lines=5, eval-cost=1 unmeasured',
    });
  });

  it('is judged as ever without limits; what is dropped anyway is not looked at', () => {
    expect(guarded(strict, null)).toBe(strict);
    const { verdict } = measure(begun(strict, { 'eval-cost': 0.1 }, BASELINE), { a: of(1), b: of(1) });
    expect(verdict.reason).toBe('drop: score 0.1 <= 0.5');
    expect(verdict.numbers.guardrails).toBeUndefined();
  });
});

describe('the drop of an eval', () => {
  const limits = { 'eval-drop': 0.2 };

  it.each([
    ['strict', strictByEval(null)],
    ['strict with early stop', strictWithEarlyStop(null)],
  ])('is what was measured under rule %s', (_, rule) => {
    const before = begun(rule, limits, BASELINE);
    expect(measure(before, { a: of(6), b: of(10) }).verdict).toMatchObject({ type: 'keep' });
    expect(measure(before, { a: of(5), b: of(10) }).verdict).toMatchObject({
      type: 'drop',
      reason: 'drop: guardrail eval-drop=0.2: eval a fell by 0.3',
    });
  });

  it('is measured against the incumbent, not against the original', () => {
    const kept = measure(begun(strictByEval(null), limits, BASELINE), { a: of(10), b: of(2) });
    expect(measure(kept.after, { a: of(7), b: of(10) }).verdict.reason).toContain('eval a fell by 0.3');
  });

  it('is not known to plain rule strict, which remembers no evals', () => {
    const { verdict } = measure(begun(strict, limits, BASELINE), { a: of(0), b: of(10, 1) });
    expect(verdict.type).toBe('drop');
    const higher = measure(begun(strict, limits, BASELINE), { a: of(1), b: of(10) });
    expect(higher.verdict.reason).toBe('keep: score 0.55 > 0.5; guardrail eval-drop=0.2 unmeasured');
  });

  const six = (first: Trials[string]): Trials => ({
    a: first,
    ...Object.fromEntries(['b', 'c', 'd', 'e', 'f'].map((id) => [id, of(9)])),
  });
  const settings = suiteOf(6, 'explore');
  const start = () =>
    begun(
      race(settings),
      limits,
      Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => [id, of(id === 'a' ? 8 : 3)])),
    );

  it('is what rule race believes, and one trial is looked at again before it counts', () => {
    const chance = measure(start(), six([of(0), of(8), of(8)]));
    expect(chance.verdict.type).toBe('keep');
    expect(chance.trials).toBe(12);
    const twice = measure(start(), six(of(0)));
    expect(twice.verdict.reason).toMatch(/^drop: guardrail eval-drop=0\.2: eval a fell by 0\.\d+$/);
    expect(twice.trials).toBe(12);
    const alone = measure(start(), six(of(8)));
    expect([alone.verdict.type, alone.trials]).toEqual(['keep', 6]);
    expect(alone.verdict.numbers).toMatchObject({ guardrails: [{ guardrail: 'eval-drop', limit: 0.2 }] });
  });
});
