import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../../src/core/referee/port.ts';
import type { Referee } from '../../../../src/core/referee/referee.ts';
import { isStart, isVerdict } from '../drive.ts';
import { climbing, ended, gives, graded, measure, planOf, reopened, standingOf, suiteOf } from '../race-scene.ts';

const suite = suiteOf(12);
const half = climbing(suite, gives({}));
const several = { ...suite, proposals: 4 };
const severalFrom = reopened(several, half.standing);
const OUTAGE: Measurement = { outcome: 'infra_error', kind: null };

/** Proposals with the iterations 7, 8, … of which the first block gives these in turn; later ones give three quarters. */
function sideBySide(firstBlocks: readonly (Measurement | readonly Measurement[])[]): Referee {
  const plans = firstBlocks.map((_, index) => planOf(several, severalFrom, { iteration: 7 + index, batch: 7 }));
  const opened = plans.reduce((known, plan) => known.fold({ type: 'arm_opened', plan }), severalFrom);
  return plans.reduce((known, { id, blocks }, index) => {
    const given = [firstBlocks[index] ?? []].flat();
    return (blocks[0] ?? []).reduce(
      (next, slot, place) => next.fold(ended(id, slot, given[place % given.length] ?? OUTAGE)),
      known,
    );
  }, opened);
}

function goOn(referee: Referee): Referee {
  const starts = referee.next(99).filter(isStart);
  if (starts.length === 0) return referee;
  return goOn(starts.reduce((known, { arm, slot }) => known.fold(ended(arm, slot, graded(0.75))), referee));
}

function goingOn(referee: Referee): readonly string[] {
  const starts = referee.next(99).filter(isStart);
  return [...new Set(starts.map(({ arm }) => arm))];
}

function reasons(referee: Referee): readonly string[] {
  return referee
    .next(0)
    .filter(isVerdict)
    .map(({ verdict }) => verdict.reason);
}

describe('of several proposals', () => {
  it('the one that seems best goes on alone, the others are behind', () => {
    const referee = sideBySide([graded(0.5), graded(1), graded(0.75), graded(0)]);
    expect(referee.next(99).filter(isStart)).toHaveLength(9);
    expect(goingOn(referee)).toEqual(['iteration-8']);
    expect(reasons(goOn(referee))).toEqual([
      'drop: behind iteration 8 after 3 of 12 evals',
      'keep: P(better) 0.89 >= 0.60 after 1 pass, +4.5 pts (raw +31.3)',
      'drop: behind iteration 8 after 3 of 12 evals',
      'drop: behind iteration 8 after 3 of 12 evals',
    ]);
  });

  it('the earlier one goes on when two seem alike', () => {
    expect(reasons(goOn(sideBySide([graded(0.75), graded(0.75)])))).toEqual([
      expect.stringMatching(/^keep: /),
      'drop: behind iteration 7 after 3 of 12 evals',
    ]);
  });

  it('none goes on when even the best seems worse than the incumbent', () => {
    expect(reasons(sideBySide([graded(0), graded(0.25)]))).toEqual([
      'drop: behind iteration 8 after 3 of 12 evals',
      expect.stringMatching(/^drop: P\(better\) 0\.\d\d < 0\.50 after 3 of 12 evals$/),
    ]);
  });

  it('one of which nothing is known yet is ahead of one that seems worse', () => {
    const referee = sideBySide([graded(0), OUTAGE]);
    expect(goingOn(referee)).toEqual(['iteration-8']);
  });

  it('none goes on that does not finish what the incumbent finishes, however well it does elsewhere', () => {
    const timeout: Measurement = { outcome: 'timeout', kind: null };
    const referee = sideBySide([
      [graded(1), timeout, graded(1)],
      [graded(0.75), graded(0.5)],
    ]);
    expect(goingOn(referee)).toEqual(['iteration-8']);
    const second = planOf(several, severalFrom, {}).blocks[0]?.[1]?.evalId;
    expect(reasons(goOn(referee))).toEqual([
      `drop: eval ${second} ended by timeout where the incumbent finishes`,
      expect.stringMatching(/^keep: /),
    ]);
    expect(reasons(sideBySide([timeout, timeout]))).toEqual(Array(2).fill(expect.stringMatching(/ ended by timeout /)));
  });

  it('all teach something about the incumbent, in the order of their numbers', () => {
    let referee = goOn(sideBySide([graded(0.25), graded(1), graded(0)]));
    const trials = [7, 8, 9].map((iteration) => {
      referee = referee.fold({ type: 'arm_closed', arm: `iteration-${iteration}` });
      return standingOf(suite, referee).beliefs?.reduce((sum, belief) => sum + belief.trials, 0);
    });
    expect(trials).toEqual([12 + 3, 12 + 3 + 12, 12 + 3 + 12 + 3]);
    expect(referee.best()?.value).toBeGreaterThan(0.5);
  });
});

describe('when the budget is spent', () => {
  const cut = { type: 'arm_cut', arm: 'iteration-1', reason: 'budget spent' } as const;

  /** A candidate that is a little better, after so many of its trials. */
  function after(trials: number): Referee {
    const plan = planOf(suite, half, {});
    const opened = reopened(suite, half.standing).fold({ type: 'arm_opened', plan });
    const slots = plan.blocks.flat().slice(0, trials);
    return slots.reduce(
      (known, slot, place) => known.fold(ended(plan.id, slot, graded(place === 0 ? 0.75 : 0.5))),
      opened,
    );
  }

  it.each([
    { trials: 0, pass: 1, seen: 0, raw: null },
    { trials: 2, pass: 1, seen: 0, raw: null },
    { trials: 3, pass: 1, seen: 3, raw: null },
    { trials: 8, pass: 1, seen: 6, raw: null },
    { trials: 12, pass: 2, seen: 12, raw: 25 / 48 },
    { trials: 16, pass: 2, seen: 15, raw: 25 / 48 },
    { trials: 24, pass: 3, seen: 24, raw: 49 / 96 },
  ])('a candidate is dropped with what its complete blocks say: $trials trials, $seen seen', (scene) => {
    const { trials, pass, seen, raw } = scene;
    const referee = after(trials).fold(cut);
    const verdict = referee.next(99).find(isVerdict)?.verdict;
    expect(verdict).toMatchObject({ type: 'drop', reason: `drop: budget spent during pass ${pass}` });
    expect(verdict?.numbers).toMatchObject({ trials: seen, raw, passes: pass - 1, evals_seen: Math.min(seen, 12) });
    const { beliefs } = standingOf(suite, referee.fold({ type: 'arm_closed', arm: 'iteration-1' }));
    expect(beliefs?.reduce((sum, belief) => sum + belief.trials, 0)).toBe(12 + seen);
  });

  it('a proposal whose block is complete, but waits for others, has not run for nothing', () => {
    const plans = [1, 2].map((iteration) => planOf(suite, half, { iteration }));
    let referee = plans.reduce(
      (known, plan) => known.fold({ type: 'arm_opened', plan }),
      reopened(suite, half.standing),
    );
    for (const slot of plans[0]?.blocks[0] ?? []) referee = referee.fold(ended('iteration-1', slot, graded(0)));
    referee = referee.fold(cut);
    expect(referee.next(0)).toMatchObject([{ type: 'verdict', verdict: { numbers: { trials: 3, look: 1 } } }]);
    for (const slot of plans[1]?.blocks[0] ?? []) referee = referee.fold(ended('iteration-2', slot, graded(0)));
    expect(reasons(referee)).toEqual([
      'drop: budget spent during pass 1',
      expect.stringMatching(/^drop: P\(better\) 0\.\d\d < 0\.50 after 3 of 12 evals$/),
    ]);
  });

  it.each(['baseline', 'final'] as const)('a %s says nothing', (purpose) => {
    const plan = planOf(suite, half, { purpose });
    const [first] = plan.blocks.flat();
    if (first === undefined) throw new Error('a pass has trials');
    const opened = reopened(suite, half.standing).fold({ type: 'arm_opened', plan });
    const referee = opened.fold(ended(plan.id, first, graded(1))).fold(cut);
    expect(referee.next(0)).toMatchObject([
      { verdict: { type: 'unmeasured', reason: 'budget spent during pass 1', numbers: { trials: 0 } } },
    ]);
    expect(referee.fold({ type: 'arm_closed', arm: plan.id }).standing).toEqual(half.standing);
  });
});

describe('a pass that only measures', () => {
  it.each(['control', 'final'] as const)('for a %s tells its score, and changes no belief', (purpose) => {
    const course = measure(suite, half, { purpose, gives: gives({ a: 1 }, 0.75) });
    expect(course.verdict).toEqual({
      type: 'measured',
      reason: purpose,
      score: { num: 37n, den: 48n },
      numbers: { trials: 12, evals_seen: 12, evals_total: 12, raw: 37 / 48 },
    });
    expect(course.after.standing).toEqual(half.standing);
  });

  it('has as many trials of an eval as it is asked for', () => {
    const evalIds = ['a', 'b'];
    const runs = new Map([['b', 2]]);
    expect(half.plan({ purpose: 'final', evalIds, runs })).toEqual([
      [
        { evalId: 'a', trial: 1 },
        { evalId: 'b', trial: 1 },
        { evalId: 'b', trial: 2 },
      ],
    ]);
  });
});
