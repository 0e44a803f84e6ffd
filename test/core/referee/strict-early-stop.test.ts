import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArmPlan, Measurement, Verdict } from '../../../src/core/referee/port.ts';
import { beginReferee, openReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { strict } from '../../../src/core/referee/strict.ts';
import { strictWithEarlyStop } from '../../../src/core/referee/strict-early-stop.ts';
import { isStart, isVerdict } from './drive.ts';

type Scores = Readonly<Record<string, readonly Measurement[]>>;

const CRASH: Measurement = { outcome: 'agent_error', kind: 'crash' };
const of = (passed: number, total: number): Measurement => ({ outcome: 'graded', passed, total });

interface Course {
  readonly verdict: Verdict;
  readonly after: Referee;
  /** Evals of the trials that were run, in their order. */
  readonly ran: readonly string[];
}

let arms = 0;

/** Runs one arm by itself, a trial at a time; trial K of an eval gives its K-th measurement. */
function run(referee: Referee, purpose: ArmPlan['purpose'], scores: Scores): Course {
  const evalIds = Object.keys(scores);
  const runs = new Map(evalIds.map((id) => [id, scores[id]?.length ?? 1]));
  const blocks = referee.plan({ purpose, evalIds, runs });
  arms += 1;
  const [arm, place] = [`arm ${arms}`, { iteration: arms, batch: arms }];
  let known = referee.fold({ type: 'arm_opened', plan: { id: arm, purpose, ...place, blocks } });
  const ran: string[] = [];
  for (;;) {
    const actions = known.next(1);
    const ready = actions.find(isVerdict);
    if (ready !== undefined) {
      return { verdict: ready.verdict, after: known.fold({ type: 'arm_closed', arm }), ran };
    }
    const slot = actions.find(isStart)?.slot;
    const measurement = slot === undefined ? undefined : scores[slot.evalId]?.[slot.trial - 1];
    if (slot === undefined || measurement === undefined) throw new Error('nothing is left to run');
    ran.push(slot.evalId);
    known = known.fold({ type: 'trial_started', arm, slot }).fold({ type: 'trial_ended', arm, slot, measurement });
  }
}

const early = (): Referee => beginReferee(strictWithEarlyStop(null));

describe('rule strict with an early stop', () => {
  const baseline: Scores = { a: [of(4, 4)], b: [of(0, 4)], c: [of(2, 4)], d: [of(4, 4)], e: [of(4, 4)] };

  it('runs the evals first that the incumbent fails, and ends a pass that nothing could save', () => {
    const { after } = run(early(), 'baseline', baseline);
    const { verdict, ran } = run(after, 'candidate', { ...baseline, c: [of(0, 4)], a: [of(0, 4)] });
    expect(ran).toEqual(['b', 'c']);
    expect(verdict).toMatchObject({
      type: 'drop',
      reason: 'drop: score at most 0.6 <= 0.7 after 2 of 5 evals',
      score: null,
      numbers: { evals_asked: 2, upper_bound: '3/5', best: '7/10' },
    });
  });

  it('runs nothing that the baseline could not measure, and first what no score is stored of', () => {
    const { after } = run(early(), 'baseline', { ...baseline, e: [CRASH] });
    const whole = { ...baseline, b: [of(3, 4)], c: [of(4, 4)] };
    expect(run(after, 'candidate', whole).ran).toEqual(['b', 'c', 'a', 'd']);
    const stored = {
      strict: { best: '7/10', deciding: Object.keys(baseline) },
      scores: { a: '1/1', b: '0/1', c: '1/2' },
    };
    const opened = openReferee(strictWithEarlyStop(null), stored);
    if (opened === null) throw new Error('the standing is none of the rule');
    expect(run(opened, 'candidate', whole).ran).toEqual(['b', 'd', 'e', 'c', 'a']);
  });

  it('takes a tie at best for lost', () => {
    const { after } = run(early(), 'baseline', { a: [of(1, 2)], b: [of(1, 1)], c: [of(1, 1)] });
    const { verdict, ran } = run(after, 'candidate', { a: [of(1, 2)], b: [of(1, 1)], c: [of(1, 1)] });
    expect(ran).toEqual(['a']);
    expect(verdict.reason).toBe('drop: score at most 0.8333 <= 0.8333 after 1 of 3 evals');
  });

  it('counts what could not be measured as perfect, so that a pass is not ended by trouble', () => {
    const { after } = run(early(), 'baseline', baseline);
    const { verdict, ran } = run(after, 'candidate', { ...baseline, b: [CRASH] });
    expect(ran).toHaveLength(5);
    expect(verdict.reason).toBe('undecided: 80 % measured, 100 % needed');
  });

  it('counts all runs of an eval', () => {
    const twice = { a: [of(0, 1), of(0, 1)], b: [of(1, 1), of(1, 1)] };
    const { after } = run(early(), 'baseline', twice);
    const { verdict, ran } = run(after, 'candidate', { ...twice, a: [of(0, 1), of(1, 1)] });
    expect(ran).toEqual(['a', 'a', 'b', 'b']);
    expect(verdict.reason).toBe('keep: score 0.75 > 0.5');
  });

  it('orders by the last kept version', () => {
    const { after } = run(early(), 'baseline', baseline);
    const kept = run(after, 'candidate', { ...baseline, b: [of(4, 4)], d: [of(3, 4)] });
    expect(kept.verdict.type).toBe('keep');
    expect(run(kept.after, 'candidate', baseline).ran).toEqual(['c', 'd', 'a', 'b']);
  });

  it('keeps what strict keeps, and nothing else, whatever is measured', () => {
    const measurement = fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }).chain((total) => fc.nat(total).map((n) => of(n, total))) },
      { weight: 1, arbitrary: fc.constant(CRASH) },
    );
    const passes = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 })).chain(([evals, runs]) => {
      const pass = fc.array(fc.array(measurement, { minLength: runs, maxLength: runs }), {
        minLength: evals,
        maxLength: evals,
      });
      return fc.array(pass, { minLength: 2, maxLength: 5 });
    });
    fc.assert(
      fc.property(passes, ([first = [], ...others]) => {
        const named = (pass: typeof first) => Object.fromEntries(pass.map((trials, index) => [`e${index}`, trials]));
        let both = [beginReferee(strict), early()].map((referee) => run(referee, 'baseline', named(first)));
        if (both[0]?.verdict.type !== 'measured') return;
        for (const pass of others) {
          both = both.map(({ after }) => run(after, 'candidate', named(pass)));
          const [whole, ended] = both;
          expect(ended?.verdict.type).toBe(whole?.verdict.type);
          expect(ended?.after.best()).toEqual(whole?.after.best());
          expect(ended?.ran.length).toBeLessThanOrEqual(whole?.ran.length ?? 0);
        }
      }),
      { seed: 11 },
    );
  });

  it('has a standing that is the same after it was stored and read, and takes no other', () => {
    const { after } = run(early(), 'baseline', baseline);
    const stored = JSON.parse(JSON.stringify(after.standing));
    expect(openReferee(strictWithEarlyStop(null), stored)?.best()).toEqual(after.best());
    expect(openReferee(strictWithEarlyStop(null), { best: '1/2', deciding: [] })).toBeNull();
  });
});
