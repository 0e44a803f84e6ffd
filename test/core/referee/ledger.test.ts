import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ArmPlan,
  type LedgerEvent,
  type Measurement,
  type Slot,
  slotKey,
} from '../../../src/core/referee/port.ts';
import { openReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { type Course, drive, isStart, isVerdict, type Trial, trialKey, type World } from './drive.ts';
import { racing } from './racing.ts';

/** Each eval is run twice. */
const TRIALS = [1, 2];
const EVALS = ['a', 'b', 'c', 'd', 'e'];

describe('whatever the order of events, the referee', () => {
  it('gives the verdicts and the standing of an orderly run', () => {
    forAnyBatch(({ orderly, disorderly }) => {
      expect(disorderly.verdicts).toEqual(orderly.verdicts);
      expect(disorderly.referee.standing).toEqual(orderly.referee.standing);
    });
  });

  it('gives the verdicts of a batch in the order of iterations, each once', () => {
    forAnyBatch(({ plans, disorderly }) => {
      const inOrder = [...plans].sort((a, b) => a.iteration - b.iteration).map(({ id }) => id);
      expect(disorderly.verdicts.map(({ arm }) => arm)).toEqual(inOrder);
      expect(disorderly.referee.standing).toMatchObject({ absorbed: ['baseline', ...inOrder] });
      for (const { actions } of disorderly.asks) {
        const ready = actions.filter(isVerdict).map(({ arm }) => arm);
        expect(ready).toEqual(inOrder.filter((arm) => ready.includes(arm)));
      }
    });
  });

  it('never asks for more trials than slots are free', () => {
    forAnyBatch(({ disorderly }) => {
      for (const { free, actions } of disorderly.asks) {
        expect(actions.filter(isStart).length).toBeLessThanOrEqual(Math.max(0, free));
      }
    });
  });

  it('asks for no trial twice, and only for trials of the current block of an arm without a verdict', () => {
    forAnyBatch(({ plans, disorderly: { events } }) => {
      for (const [index, event] of events.entries()) {
        if (event.type !== 'trial_started') continue;
        const past = events.slice(0, index).filter((other) => 'arm' in other && other.arm === event.arm);
        const known = past.flatMap((other) => ('slot' in other ? [slotKey(other.slot)] : []));
        const ended = past.flatMap((other) => (other.type === 'trial_ended' ? [slotKey(other.slot)] : []));
        const blocks = plans.find(({ id }) => id === event.arm)?.blocks ?? [];
        const current = blocks.find((block) => block.some((slot) => !ended.includes(slotKey(slot))));
        expect(known).not.toContain(slotKey(event.slot));
        expect(current?.map(slotKey)).toContain(slotKey(event.slot));
        expect(past.some(({ type }) => type === 'arm_closed')).toBe(false);
      }
    });
  });

  it('decides after a kill as if there had been none, and asks for nothing that had ended', () => {
    forAnyBatch((batch) => {
      const ended = batch.disorderly.events.filter((event) => event.type === 'trial_ended');
      const stored = firstEnds(ended.slice(0, batch.choose(ended.length + 1)));
      const resumed = drive({ ...batch, stored });
      expect(resumed.verdicts).toEqual(batch.orderly.verdicts);
      expect(resumed.referee.standing).toEqual(batch.orderly.referee.standing);
      const asked = resumed.events.filter((event) => event.type === 'trial_started').map(trialKey);
      expect(asked.filter((key) => stored.map(trialKey).includes(key))).toEqual([]);
    });
  });

  it('leaves a ledger that was folded from as it was', () => {
    const before = opened([candidate(1)]);
    const asked = before.next(9);
    before.fold(ended('iteration-1', slot('a'), graded(4)));
    expect(before.next(9)).toEqual(asked);
  });
});

describe('a race of proposals', () => {
  it('runs the first block of all side by side, then the best goes on alone', () => {
    let referee = opened([candidate(1), candidate(2), candidate(3), candidate(4)]);
    expect(startsOf(referee)).toEqual([1, 2, 3, 4].flatMap((n) => block(n, 'a', 'b')));
    for (const [iteration, passed] of [
      [1, 2],
      [2, 4],
      [3, 3],
      [4, 4],
    ] as const) {
      for (const { arm, slot } of block(iteration, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(passed)));
    }
    expect(startsOf(referee)).toEqual(block(2, 'c', 'd'));
    expect(reasons(referee)).toEqual(['drop: behind iteration 2']);

    for (const { arm, slot } of block(2, 'c', 'd', 'e')) referee = referee.fold(ended(arm, slot, graded(3)));
    expect(startsOf(referee)).toEqual([]);
    expect(reasons(referee)).toEqual([
      'drop: behind iteration 2',
      'keep: 0.85 > 0.5',
      'drop: behind iteration 2',
      'drop: behind iteration 2',
    ]);
  });

  it('waits with a verdict until every earlier iteration of the batch has one', () => {
    let referee = opened([candidate(1), candidate(2)]);
    for (const { arm, slot } of block(1, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(4)));
    for (const { arm, slot } of block(2, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(0)));
    expect(reasons(referee)).toEqual([]);
    for (const { arm, slot } of block(1, 'c', 'd')) referee = referee.fold(ended(arm, slot, graded(0)));
    expect(reasons(referee)).toEqual(['drop: 0.5 <= 0.5', 'drop: behind iteration 1']);
  });

  it('keeps arrivals of a later block until its turn', () => {
    let referee = opened([candidate(1)]);
    for (const { arm, slot } of block(1, 'c', 'd', 'e')) referee = referee.fold(ended(arm, slot, graded(4)));
    expect(reasons(referee)).toEqual([]);
    expect(startsOf(referee)).toEqual(block(1, 'a', 'b'));
    const [first, ...others] = block(1, 'a', 'b');
    for (const { arm, slot } of others) referee = referee.fold(ended(arm, slot, graded(3)));
    expect(reasons(referee)).toEqual([]);
    if (first !== undefined) referee = referee.fold(ended(first.arm, first.slot, graded(3)));
    expect(reasons(referee)).toEqual(['keep: 0.9 > 0.5']);
    expect(referee.next(9).find(isVerdict)?.verdict.numbers).toMatchObject({ look: 3, trials: 10 });
  });

  it('needs both executors before a block is complete', () => {
    let referee = opened([candidate(1)]);
    for (const evalId of EVALS) referee = referee.fold(ended('iteration-1', slot(evalId), graded(4)));
    expect(reasons(referee)).toEqual([]);
    expect(startsOf(referee)).toEqual([
      { arm: 'iteration-1', slot: slot('a', 2) },
      { arm: 'iteration-1', slot: slot('b', 2) },
    ]);
  });

  it('hands out as many trials as slots are free, in the planned order', () => {
    const referee = opened([candidate(1), candidate(2)]);
    expect(referee.next(3)).toEqual(referee.next(99).slice(0, 3));
    expect(referee.next(0)).toEqual([]);
    expect(referee.next(-2)).toEqual([]);
  });

  it('fills slots that would stay empty from the block after, once every arm has all of its own', () => {
    const referee = opened([candidate(1), candidate(2)]);
    const own = referee.next(99);
    const early = referee.next(99, 1);
    expect(early.slice(0, own.length)).toEqual(own);
    const starts = early.slice(own.length).flatMap((action) => (action.type === 'start' ? [action.slot.evalId] : []));
    expect([...new Set(starts)]).toEqual(['c', 'd']);
    expect(referee.next(own.length, 1)).toEqual(own);
  });

  it('judges two batches apart from each other', () => {
    let referee = opened([candidate(1), { ...candidate(2), batch: 2 }]);
    for (const { arm, slot } of block(2, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(1)));
    expect(referee.next(0)).toMatchObject([{ type: 'verdict', arm: 'iteration-2' }]);
    expect(startsOf(referee)).toEqual(block(1, 'a', 'b'));
  });

  it('judges every arm of a batch by what was believed when the batch was opened', () => {
    const plans = [candidate(1), candidate(2)];
    const world: World = (arm, { evalId }) => graded(arm === 'iteration-1' ? 0 : evalId === 'a' ? 4 : 1);
    const close = { type: 'arm_closed', arm: 'iteration-1' } as const;
    const first = plans.flatMap(({ iteration }) => block(iteration, 'a', 'b'));
    const measured = (referee: Referee, trials: readonly Trial[]): Referee =>
      trials.reduce((known, { arm, slot }) => known.fold(ended(arm, slot, world(arm, slot))), referee);
    const early = measured(measured(opened(plans), first).fold(close), block(2, 'c', 'd'));
    const late = measured(measured(opened(plans), first), block(2, 'c', 'd')).fold(close);
    expect(reasons(early)).toEqual(['drop: 0.4375 <= 0.5']);
    expect(reasons(early)).toEqual(reasons(late));
  });
});

describe('a decided arm', () => {
  const third = slot('c');
  const decided = (): Referee => {
    let referee = opened([candidate(1)]).fold({ type: 'trial_started', arm: 'iteration-1', slot: third });
    for (const { arm, slot } of block(1, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(1)));
    return referee;
  };

  it('is cancelled first, then judged, while a trial of it is under way', () => {
    expect(decided().next(9)).toMatchObject([
      { type: 'cancel', arm: 'iteration-1' },
      { type: 'verdict', arm: 'iteration-1', verdict: { type: 'drop' } },
    ]);
  });

  it('is not cancelled any more when that trial has ended', () => {
    const referee = decided().fold(ended('iteration-1', third, { outcome: 'interrupted', kind: null }));
    expect(referee.next(9)).toMatchObject([{ type: 'verdict', arm: 'iteration-1' }]);
  });

  it('learns nothing from what arrives late', () => {
    const late = decided().fold(ended('iteration-1', third, graded(4)));
    expect(late.next(9).filter(isVerdict)).toEqual(decided().next(9).filter(isVerdict));
    const close = { type: 'arm_closed', arm: 'iteration-1' } as const;
    expect(late.fold(close).standing).toEqual(decided().fold(close).standing);
  });

  it('is asked for nothing once it is closed, and counts once', () => {
    const close = { type: 'arm_closed', arm: 'iteration-1' } as const;
    const closed = decided().fold(close);
    expect(closed.next(9)).toEqual([]);
    expect(closed.standing).toEqual({ belief: '3/8', absorbed: ['baseline', 'iteration-1'] });
    expect(closed.fold(close).standing).toEqual(closed.standing);
  });
});

describe('an arm that is cut', () => {
  const cut = (iteration: number): LedgerEvent => ({
    type: 'arm_cut',
    arm: `iteration-${iteration}`,
    reason: 'budget spent',
  });
  const halfway = (): Referee => {
    let referee = opened([candidate(1)]);
    for (const { arm, slot } of block(1, 'a', 'b', 'c')) referee = referee.fold(ended(arm, slot, graded(3)));
    return referee.fold({ type: 'trial_started', arm: 'iteration-1', slot: slot('d') });
  };

  it('has its verdict at once, from its complete blocks, and is asked for nothing more', () => {
    expect(halfway().fold(cut(1)).next(9)).toEqual([
      { type: 'cancel', arm: 'iteration-1' },
      {
        type: 'verdict',
        arm: 'iteration-1',
        verdict: { type: 'drop', reason: 'drop: budget spent after 1 blocks', score: null, numbers: { trials: 4 } },
      },
    ]);
  });

  it('learns nothing from what arrives late, and keeps the verdict that it has', () => {
    const known = halfway().fold(cut(1));
    let late = known;
    for (const { arm, slot } of block(1, 'd', 'e')) late = late.fold(ended(arm, slot, graded(4)));
    expect(late.fold(cut(1)).next(9)).toEqual(known.next(9).filter(isVerdict));
    const close = { type: 'arm_closed', arm: 'iteration-1' } as const;
    expect(late.fold(close).standing).toEqual(known.fold(close).standing);
    expect(late.fold(close).fold(cut(1)).next(9)).toEqual([]);
  });

  it('keeps no others of its batch waiting', () => {
    let referee = opened([candidate(1), candidate(2)]);
    for (const { arm, slot } of block(2, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(3)));
    expect(startsOf(referee)).toEqual(block(1, 'a', 'b'));
    referee = referee.fold(cut(1));
    expect(reasons(referee)).toEqual(['drop: budget spent after 0 blocks']);
    expect(startsOf(referee)).toEqual(block(2, 'c', 'd'));
  });

  it('must be there', () => {
    expect(() => opened([]).fold(cut(7))).toThrow('no arm iteration-7 is open');
  });
});

describe('a trial that has ended', () => {
  it('is not under way any more, though its start is told late', () => {
    let referee = opened([candidate(1)]);
    for (const { arm, slot } of block(1, 'a', 'b')) referee = referee.fold(ended(arm, slot, graded(1)));
    const late = referee.fold({ type: 'trial_started', arm: 'iteration-1', slot: slot('a') });
    expect(late.next(9)).toEqual(referee.next(9));
  });
});

describe('a trial that no plan has', () => {
  it('changes nothing', () => {
    const referee = opened([candidate(1)]);
    const stray = { ...slot('a'), trial: 9 };
    const told = referee
      .fold({ type: 'trial_started', arm: 'iteration-1', slot: stray })
      .fold(ended('iteration-1', stray, graded(4)));
    expect(told.next(9)).toEqual(referee.next(9));
  });
});

describe('a bug of the caller or of a rule', () => {
  it('is thrown when it tells of an arm that is not there', () => {
    const lost = opened([]);
    expect(() => lost.fold(ended('iteration-7', slot('a'), graded(1)))).toThrow('no arm iteration-7 is open');
    expect(() => lost.fold({ type: 'trial_started', arm: 'iteration-7', slot: slot('a') })).toThrow('iteration-7');
  });

  it('is thrown when it opens an arm twice', () => {
    expect(() => opened([candidate(1), candidate(1)])).toThrow('arm iteration-1 was opened before');
  });

  it.each(['iteration-1', 'iteration-7'])('is thrown when it closes %s, which has no verdict', (arm) => {
    const message = `arm ${arm} has no verdict to close it with`;
    expect(() => opened([candidate(1)]).fold({ type: 'arm_closed', arm })).toThrow(message);
  });

  const judgedBy = (judge: (typeof racing)['judge']): (() => Referee) => {
    const plan = { ...candidate(1), blocks: [[slot('a')]] };
    const referee = openReferee({ ...racing, judge }, racing.start)?.fold({ type: 'arm_opened', plan });
    return () => must(referee).fold(ended('iteration-1', slot('a'), graded(1)));
  };

  it('is thrown when the rule forgets an arm', () => {
    expect(judgedBy(() => [])).toThrow('rule racing gave no ruling on arm iteration-1');
  });

  it('is thrown when the rule wants to go on after the last block, instead of waiting for ever', () => {
    expect(judgedBy(() => [{ type: 'continue' }])).toThrow('rule racing gave no verdict on arm iteration-1');
  });
});

describe('a referee', () => {
  it('opens with a stored standing of its rule, and with no other', () => {
    const stored = JSON.parse(JSON.stringify(opened([]).standing));
    expect(must(openReferee(racing, stored)).standing).toEqual({ belief: '1/2', absorbed: ['baseline'] });
    expect(openReferee(racing, { best: '1/2', deciding: null })).toBeNull();
    expect(openReferee(racing, null)).toBeNull();
  });

  it('tells the name of its rule and what it believes of the incumbent', () => {
    expect(opened([]).rule).toBe('racing');
    expect(opened([]).best()).toEqual({ value: 0.5, cell: '0.5' });
  });

  it('tells which arms have no verdict, and what was said of each at its last look', () => {
    const [first, second] = [block(1, 'a', 'b'), block(2, 'a', 'b')];
    const before = opened([candidate(1), candidate(2)]);
    expect(before.undecided()).toEqual(['iteration-1', 'iteration-2']);
    expect(before.told('iteration-1')).toBeNull();
    const passed = (arm: string) => graded(arm === 'iteration-1' ? 4 : 0);
    const after = [...first, ...second].reduce(
      (known, { arm, slot }) => known.fold(ended(arm, slot, passed(arm))),
      before,
    );
    expect(after.undecided()).toEqual(['iteration-1']);
    expect(after.told('iteration-1')).toEqual({ look: 1, trials: 4, score: '1/1' });
    expect(after.told('iteration-9')).toBeNull();
  });
});

interface Batch {
  readonly referee: Referee;
  readonly plans: readonly ArmPlan[];
  readonly world: World;
  readonly slots: number;
  readonly orderly: Course;
  readonly disorderly: Course;
  choose(count: number): number;
}

const measurement: fc.Arbitrary<Measurement> = fc.oneof(
  { weight: 9, arbitrary: fc.nat(4).map(graded) },
  { weight: 1, arbitrary: fc.constantFrom<Measurement>({ outcome: 'agent_error', kind: 'crash' }) },
);
const trialsOfAnArm = fc.array(measurement, { minLength: 10, maxLength: 10 });

/** One to four proposals, opened in any order, with any results, at any concurrency and in any order of moves. */
function forAnyBatch(check: (batch: Batch) => void): void {
  const arms = fc.array(trialsOfAnArm, { minLength: 1, maxLength: 4 });
  const order = fc.shuffledSubarray([1, 2, 3, 4], { minLength: 4 });
  const slots = fc.integer({ min: 1, max: 6 });
  const any = fc.record({ results: arms, order, slots, moves: fc.infiniteStream(fc.nat()) });
  const property = fc.property(any, ({ results, order, slots, moves }) => {
    const plans = order.filter((iteration) => iteration <= results.length).map(candidate);
    const world: World = (arm, { evalId, trial }) =>
      results[Number(arm.at(-1)) - 1]?.[EVALS.indexOf(evalId) * 2 + TRIALS.indexOf(trial)] ?? graded(0);
    const choose = (count: number): number => moves.next().value % Math.max(1, count);
    const shared = { referee: opened([]), plans, world, slots, stored: [] };
    const orderly = drive({ ...shared, slots: 1, choose: () => 0 });
    check({ ...shared, choose, orderly, disorderly: drive({ ...shared, choose }) });
  });
  fc.assert(property, { seed: 3, numRuns: 60 });
}

/** A referee that has absorbed a baseline of one half, with these arms open. */
function opened(plans: readonly ArmPlan[]): Referee {
  const [plan, start] = [armPlan('baseline', 0), must(openReferee(racing, racing.start))];
  const world: World = () => graded(2);
  const { referee } = drive({ referee: start, plans: [plan], world, slots: 2, stored: [], choose: () => 0 });
  return plans.reduce((known, plan) => known.fold({ type: 'arm_opened', plan }), referee);
}

function candidate(iteration: number): ArmPlan {
  return armPlan('candidate', iteration);
}

function armPlan(purpose: ArmPlan['purpose'], iteration: number): ArmPlan {
  const blocks = racing.plan(racing.start, { purpose, evalIds: EVALS });
  const id = purpose === 'candidate' ? `iteration-${iteration}` : purpose;
  return { id, purpose, iteration, batch: Math.min(iteration, 1), blocks };
}

function block(iteration: number, ...evalIds: readonly string[]): readonly Trial[] {
  const slots = evalIds.flatMap((evalId) => TRIALS.map((trial) => slot(evalId, trial)));
  return slots.map((slot) => ({ arm: `iteration-${iteration}`, slot }));
}

function slot(evalId: string, trial = 1): Slot {
  return { evalId, trial };
}

function graded(passed: number): Measurement {
  return { outcome: 'graded', passed, total: 4 };
}

function ended(arm: string, slot: Slot, measurement: Measurement): LedgerEvent {
  return { type: 'trial_ended', arm, slot, measurement };
}

function firstEnds(events: readonly Trial[]): readonly Trial[] {
  return [...new Map(events.map(({ arm, slot }) => [trialKey({ arm, slot }), { arm, slot }])).values()];
}

function startsOf(referee: Referee): readonly Trial[] {
  return referee
    .next(99)
    .filter(isStart)
    .map(({ arm, slot }) => ({ arm, slot }));
}

function reasons(referee: Referee): readonly string[] {
  return referee
    .next(0)
    .filter(isVerdict)
    .map(({ verdict }) => verdict.reason);
}

function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('the scene has no referee');
  return value;
}
