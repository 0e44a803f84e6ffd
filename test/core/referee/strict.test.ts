import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmPlan, Measurement, Verdict } from '../../../src/core/referee/port.ts';
import { openReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { strict } from '../../../src/core/referee/strict.ts';
import { formatFraction, toDecimal } from '../../../src/core/stats/fraction.ts';
import { isStart, isVerdict } from './drive.ts';

/** More than any scene has. */
const MOST_EVALS = 1000;

const CRASH: Measurement = { outcome: 'agent_error', kind: 'crash' };

describe('the example of the file formats', () => {
  it('is 0.66, then 0.78 kept, 0.72 reverted, 0.85 kept', () => {
    let referee = start();
    const rows = [66, 78, 72, 85].map((percent) => {
      const { verdict, after } = measure(referee, shareOut(percent));
      referee = after;
      return [verdict.type, verdict.reason, scoreOf(verdict), after.best()?.cell];
    });
    expect(rows).toEqual([
      ['measured', 'baseline', '0.66', '0.66'],
      ['keep', 'keep: score 0.78 > 0.66', '0.78', '0.78'],
      ['drop', 'drop: score 0.72 <= 0.78', '0.72', '0.78'],
      ['keep', 'keep: score 0.85 > 0.78', '0.85', '0.85'],
    ]);
    expect(referee.best()?.value).toBe(0.85);
  });

  it('has the numbers of the verdict in exact form', () => {
    const { verdict } = measure(measure(start(), shareOut(66)).after, shareOut(78));
    expect(verdict.numbers).toEqual({ evals_measured: 5, evals_asked: 5, score: '39/50', best: '33/50' });
  });
});

describe('a tie', () => {
  it('is reverted where sums of doubles would call it better', () => {
    expect(0.3 + 0.2 + 0.1).toBeLessThan(0.1 + 0.2 + 0.3);
    const { verdict } = climb([of(3, 10), of(2, 10), of(1, 10)], [of(1, 10), of(2, 10), of(3, 10)]);
    expect(verdict.reason).toBe('drop: score 0.2 <= 0.2');
  });

  it('of thirds is reverted: 1/3 + 2/3 + 1/3 + 2/3 is 2', () => {
    const thirds = [of(1, 3), of(2, 3), of(1, 3), of(2, 3)];
    expect(climb([of(1, 2), of(1, 2), of(1, 2), of(1, 2)], thirds).verdict.reason).toBe('drop: score 0.5 <= 0.5');
  });

  it('is reverted however the passes are spread over the evals', () => {
    const scores = fc.array(fc.integer({ min: 1, max: 7 }).chain(graded), { minLength: 1, maxLength: 12 });
    const both = scores.chain((before) => fc.tuple(fc.constant(before), fc.shuffledSubarray(before, whole(before))));
    fc.assert(
      fc.property(both, ([before, after]) => {
        expect(climb(before, after).verdict.type).toBe('drop');
      }),
      { seed: 4 },
    );
  });

  it('is broken by one more pass, even where both scores are printed alike', () => {
    const { verdict } = climb([of(99_998, 100_000)], [of(99_999, 100_000)]);
    expect(verdict.reason).toBe('keep: score 1 > 1');
    expect(verdict.numbers).toMatchObject({ score: '99999/100000', best: '49999/50000' });
  });

  it('is the only case in which neither of two scores is kept above the other', () => {
    const pair = fc.integer({ min: 1, max: 6 }).chain((size) => {
      const scores = fc.array(fc.integer({ min: 1, max: 9 }).chain(graded), whole({ length: size }));
      return fc.tuple(scores, scores);
    });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [there, back] = [climb(a, b), climb(b, a)];
        const kept = [there, back].filter(({ verdict }) => verdict.type === 'keep');
        const tied = scoreOf(there.verdict, formatFraction) === scoreOf(back.verdict, formatFraction);
        expect(kept.length).toBe(tied ? 0 : 1);
      }),
      { seed: 5 },
    );
  });
});

describe('a candidate of which something was not measured', () => {
  const perfect = of(4, 4);
  const worst = [of(0, 4), of(0, 4), of(0, 4), of(0, 4), of(0, 4)];

  it.each([
    [1, 'undecided: 80 % measured, 100 % needed'],
    [2, 'undecided: 60 % measured, 80 % needed'],
    [5, 'undecided: 0 % measured, 80 % needed'],
  ])('is reverted without a score when %i of 5 evals are missing', (missing, reason) => {
    const { verdict, after } = climb(worst, [...Array(missing).fill(CRASH), ...Array(5 - missing).fill(perfect)]);
    expect(verdict).toMatchObject({ type: 'drop', reason, score: null });
    expect(verdict.numbers).toEqual({ evals_measured: 5 - missing, evals_asked: 5 });
    expect(after.best()?.cell).toBe('0');
  });

  it.each([
    [1, 6, '83'],
    [1, 3, '66'],
    [1, 200, '99'],
    [41, 200, '79'],
  ])('says the share rounded down when %i of %i evals are missing', (missing, all, percent) => {
    const before = Array(all).fill(of(0, 4));
    const after = [...Array(missing).fill(CRASH), ...Array(all - missing).fill(perfect)];
    expect(climb(before, after).verdict.reason).toMatch(`undecided: ${percent} % measured, `);
  });

  it.each(['agent_error', 'timeout', 'judge_error', 'infra_error', 'leak', 'interrupted'] as const)(
    'has no score after %s, which is neither 0 nor 1',
    (outcome) => {
      const { verdict } = climb(worst, [perfect, perfect, perfect, perfect, { outcome, kind: null }]);
      expect(verdict).toMatchObject({ type: 'drop', score: null });
    },
  );

  it('needs both executors to have measured an eval', () => {
    const before = measure(start(), worst, worst);
    const { verdict } = measure(before.after, worst, [CRASH, perfect, perfect, perfect, perfect]);
    expect(verdict.reason).toBe('undecided: 80 % measured, 100 % needed');
  });
});

describe('a baseline of which something was not measured', () => {
  it('is scored over what was measured, and only that decides from then on', () => {
    const { verdict, after } = measure(start(), [of(1, 4), CRASH, of(3, 4), of(2, 4), of(2, 4)]);
    expect([verdict.type, scoreOf(verdict)]).toEqual(['measured', '0.5']);
    expect(after.standing).toEqual({ best: '1/2', deciding: ['e1', 'e3', 'e4', 'e5'] });
    const asked = candidateOn(after).blocks.flat();
    expect(asked.map(({ evalId }) => evalId)).toEqual(['e1', 'e3', 'e4', 'e5']);
  });

  it('lets a candidate be complete without the evals that decide nothing', () => {
    const { after } = measure(start(), [of(1, 4), CRASH, of(3, 4), of(2, 4), of(2, 4)]);
    const candidate = measure(after, [of(4, 4), of(3, 4), of(2, 4), of(3, 4)]);
    expect(candidate.verdict.reason).toBe('keep: score 0.75 > 0.5');
  });

  it('decides nothing below 80 %', () => {
    const { verdict, after } = measure(start(), [of(4, 4), CRASH, of(4, 4), CRASH, of(4, 4)]);
    expect(verdict).toEqual({
      type: 'unmeasured',
      reason: 'undecided: 60 % measured, 80 % needed',
      numbers: { evals_measured: 3, evals_asked: 5 },
    });
    expect([after.best(), after.standing]).toEqual([null, strict.start]);
  });
});

describe('rule strict', () => {
  it('plans one complete pass in the order of the suite, with all runs of each eval', () => {
    const blocks = start().plan({ purpose: 'candidate', evalIds: ['b', 'a'], runs: new Map([['a', 2]]) });
    expect(blocks).toEqual([
      [
        { evalId: 'b', trial: 1 },
        { evalId: 'a', trial: 1 },
        { evalId: 'a', trial: 2 },
      ],
    ]);
  });

  it('gives every eval the same weight, however many expectations and trials it has', () => {
    expect(scoreOf(measure(start(), [of(1, 1), of(0, 99)]).verdict)).toBe('0.5');
    const two = measure(start(), [of(1, 1), of(0, 1)], [of(0, 2), of(1, 2)]);
    expect(scoreOf(two.verdict)).toBe('0.375');
  });

  it('only ever moves the best upwards', () => {
    const runs = fc.array(fc.array(fc.nat(4), whole({ length: 3 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(runs, (passes) => {
        let referee = start();
        let highest = 0;
        for (const pass of passes) {
          const course = measure(
            referee,
            pass.map((passed) => of(passed, 4)),
          );
          referee = course.after;
          highest = Math.max(highest, pass.reduce((a, b) => a + b, 0) / 12);
          expect(referee.best()?.value).toBe(highest);
        }
      }),
      { seed: 6 },
    );
  });

  it('says that it is a bug to judge a candidate before the baseline', () => {
    const plan = { ...candidateOn(start()), blocks: [[{ evalId: 'e1', trial: 1 }]] };
    const referee = start().fold({ type: 'arm_opened', plan });
    const end = { type: 'trial_ended', arm: plan.id, slot: { evalId: 'e1', trial: 1 } } as const;
    expect(() => referee.fold({ ...end, measurement: of(1, 1) })).toThrow('rule strict has no baseline');
  });
});

describe('with rule strict', () => {
  const before = measure(start(), [of(1, 2), of(1, 2)]).after;
  const opened = (purpose: ArmPlan['purpose']): [ArmPlan, Referee] => {
    const plan = planOf(before, purpose, { evals: 2 });
    return [plan, open(before.standing).fold({ type: 'arm_opened', plan })];
  };

  it.each(['control', 'final'] as const)('a %s pass tells its score, and does not become the best', (purpose) => {
    let [plan, known] = opened(purpose);
    for (const slot of plan.blocks.flat()) {
      known = known.fold({ type: 'trial_ended', arm: plan.id, slot, measurement: of(2, 2) });
    }
    const verdict = known.next(0).find(isVerdict)?.verdict;
    expect(verdict).toMatchObject({ type: 'measured', reason: purpose, score: { num: 1n, den: 1n } });
    expect(known.fold({ type: 'arm_closed', arm: plan.id }).standing).toEqual(before.standing);
  });

  it.each([
    ['candidate', { type: 'drop', reason: 'drop: budget spent during pass 1', score: null, numbers: {} }],
    ['baseline', { type: 'unmeasured', reason: 'budget spent during pass 1', numbers: {} }],
  ] as const)('a %s that is cut short has no score', (purpose, verdict) => {
    const [{ id }, known] = opened(purpose);
    const cut = known.fold({ type: 'arm_cut', arm: id, reason: 'budget spent' });
    expect(cut.next(9)).toEqual([{ type: 'verdict', arm: id, verdict }]);
    expect(cut.fold({ type: 'arm_closed', arm: id }).standing).toEqual(before.standing);
  });
});

describe('the standing of rule strict', () => {
  it('is the same after it was stored and read', () => {
    for (const known of [start(), measure(start(), shareOut(66)).after, climb([of(1, 3)], [of(2, 3)]).after]) {
      const read = openReferee(strict, JSON.parse(JSON.stringify(known.standing)));
      expect(read?.standing).toEqual(known.standing);
      expect(read?.best()).toEqual(known.best());
    }
  });

  it.each([
    undefined,
    null,
    'strict',
    {},
    { best: null },
    { best: 0.66, deciding: [] },
    { best: '0.66', deciding: ['a'] },
    { best: '1/0', deciding: ['a'] },
    { best: '', deciding: ['a'] },
    { best: '1/2', deciding: [1] },
    { belief: '1/2', absorbed: [] },
  ])('is not %j', (stored) => {
    expect(openReferee(strict, stored)).toBeNull();
  });
});

function start(): Referee {
  return open(strict.start);
}

function open(standing: unknown): Referee {
  const referee = openReferee(strict, standing);
  if (referee === null) throw new Error('the scene holds a standing that is none');
  return referee;
}

interface Course {
  readonly verdict: Verdict;
  readonly after: Referee;
}

/** A candidate after a baseline. */
function climb(baseline: readonly Measurement[], candidate: readonly Measurement[]): Course {
  return measure(measure(start(), baseline).after, candidate);
}

/**
 * One arm from its opening to its closing: the baseline where there is none yet, else a candidate. Results are those
 * of the first and, if there is one, the second trial of each eval in the planned order.
 */
function measure(referee: Referee, first: readonly Measurement[], second?: readonly Measurement[]): Course {
  const purpose = referee.best() === null ? 'baseline' : 'candidate';
  const evals = purpose === 'baseline' ? first.length : MOST_EVALS;
  const plan = planOf(referee, purpose, { evals, runs: second === undefined ? 1 : 2 });
  const next = new Map([
    [1, first.values()],
    [2, (second ?? []).values()],
  ]);
  let known = open(referee.standing).fold({ type: 'arm_opened', plan });
  for (const { slot } of known.next(MOST_EVALS).filter(isStart)) {
    const measurement = next.get(slot.trial)?.next().value;
    if (measurement === undefined) throw new Error(`the scene has no result for ${slot.evalId}`);
    known = known.fold({ type: 'trial_ended', arm: plan.id, slot, measurement });
  }
  const verdict = known.next(0).find(isVerdict)?.verdict;
  if (verdict === undefined) throw new Error('a complete pass has a verdict');
  return { verdict, after: verdict.type === 'unmeasured' ? known : known.fold({ type: 'arm_closed', arm: plan.id }) };
}

function candidateOn(referee: Referee): ArmPlan {
  return planOf(referee, 'candidate', { evals: 5 });
}

function planOf(
  referee: Referee,
  purpose: ArmPlan['purpose'],
  { evals, runs: each = 1 }: { readonly evals: number; readonly runs?: number },
): ArmPlan {
  const evalIds = Array.from({ length: evals }, (_, index) => `e${index + 1}`);
  const runs = new Map(evalIds.map((id) => [id, each]));
  return { id: purpose, purpose, iteration: 1, batch: 1, blocks: referee.plan({ purpose, evalIds, runs }) };
}

/** Five evals of 20 expectations each, which together pass `percent` in 100. */
function shareOut(percent: number): readonly Measurement[] {
  const passed = Array.from({ length: 5 }, (_, index) => Math.min(20, Math.max(0, percent - 20 * index)));
  return passed.map((count) => of(count, 20));
}

function of(passed: number, total: number): Measurement {
  return { outcome: 'graded', passed, total };
}

function graded(total: number): fc.Arbitrary<Measurement> {
  return fc.nat(total).map((passed) => of(passed, total));
}

function whole({ length }: { readonly length: number }): { minLength: number; maxLength: number } {
  return { minLength: length, maxLength: length };
}

function scoreOf(verdict: Verdict, format = toDecimal): string {
  return 'score' in verdict && verdict.score !== null ? format(verdict.score) : '';
}
