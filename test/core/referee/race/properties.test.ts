import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArmPlan, type Measurement, slotKey, type Verdict } from '../../../../src/core/referee/port.ts';
import { weightedMean } from '../../../../src/core/referee/race/belief.ts';
import { CONFIDENCES, estimateOf, type RaceSettings, race } from '../../../../src/core/referee/race.ts';
import { beginReferee, type Referee } from '../../../../src/core/referee/referee.ts';
import { type Course, drive, type Trial, trialKey, type World } from '../drive.ts';
import { measure, planOf, reopened, standingOf } from '../race-scene.ts';

const measurement: fc.Arbitrary<Measurement> = fc.oneof(
  { weight: 16, arbitrary: fc.record({ passed: fc.nat(4), total: fc.constant(4) }).map(graded) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Measurement>(
      { outcome: 'timeout', kind: null },
      { outcome: 'agent_error', kind: 'crash' },
      { outcome: 'infra_error', kind: null },
      { outcome: 'judge_error', kind: null },
    ),
  },
);

const settings: fc.Arbitrary<RaceSettings> = fc.record({
  seed: fc.nat(),
  confidence: fc.constantFrom(...CONFIDENCES),
  proposals: fc.constantFrom(1, 4),
  evals: fc
    .array(fc.record({ expectations: fc.integer({ min: 1, max: 9 }), weight: fc.constantFrom(0.5, 1, 1, 1, 3) }), {
      minLength: 1,
      maxLength: 9,
    })
    .map((evals) => evals.map((one, index) => ({ id: `e${index}`, ...one }))),
});

/** What a trial gives, for every trial of every arm, whenever it is asked; the baseline's are always graded. */
const world: fc.Arbitrary<World> = fc.func<[string, string], Measurement>(measurement).map((give) => (arm, slot) => {
  const given = give(arm, slotKey(slot));
  return arm === 'iteration-0' && given.outcome !== 'graded' ? graded({ passed: 1, total: 4 }) : given;
});

describe('the order of completion, concurrency, duplicates and kills', () => {
  it('change no verdict of rule race, and no bit of what it believes', () => {
    const seen = new Set<string>();
    forAnyBatch(({ orderly, disorderly, resumed, speculative }) => {
      for (const { verdict } of orderly.verdicts) seen.add(kindOf(verdict));
      expect(disorderly.verdicts).toEqual(orderly.verdicts);
      expect(resumed.verdicts).toEqual(orderly.verdicts);
      expect(speculative.verdicts).toEqual(orderly.verdicts);
      expect(JSON.stringify(speculative.referee.standing)).toBe(JSON.stringify(orderly.referee.standing));
      expect(JSON.stringify(disorderly.referee.standing)).toBe(JSON.stringify(orderly.referee.standing));
      expect(JSON.stringify(resumed.referee.standing)).toBe(JSON.stringify(orderly.referee.standing));
    });
    expect([...seen].sort()).toEqual([
      'drop: P(better)',
      'drop: behind',
      'drop: eval',
      'keep: P(better)',
      'undecided: N',
    ]);
  });

  it('never make it ask for a trial of a candidate that is decided, or for one twice', () => {
    forAnyBatch(({ plans, disorderly }) => {
      const started = disorderly.events.filter((event) => event.type === 'trial_started').map(trialKey);
      expect(new Set(started).size).toBe(started.length);
      for (const [index, { arm, verdict }] of disorderly.verdicts.entries()) {
        const plan = plans.find(({ id }) => id === arm);
        const upTo = plan?.blocks
          .slice(0, Number(verdict.numbers.look))
          .flat()
          .map((slot) => trialKey({ arm, slot }));
        const own = started.filter((key) => key.startsWith(`${arm} `));
        expect(
          own.filter((key) => !upTo?.includes(key)),
          `verdict ${index}`,
        ).toEqual([]);
      }
    });
  });
});

describe('a climb', () => {
  it('has estimates within 0 and 1, and numbers that JSON holds', () => {
    forAnyClimb(({ settings, referees, verdicts }) => {
      for (const { numbers } of verdicts) expect(JSON.parse(JSON.stringify(numbers))).toStrictEqual({ ...numbers });
      for (const referee of referees) {
        const estimate = estimateOf(settings, standingOf(settings, referee));
        if (estimate === null) throw new Error('the climb has a baseline');
        const { value, low, high } = estimate;
        expect([low >= 0, low <= value, value <= high, high <= 1]).toEqual([true, true, true, true]);
        expect(referee.best()).toEqual({ value, cell: expect.stringMatching(/^(0|1|0\.\d{1,4})$/) });
      }
      for (const { numbers, type } of verdicts.slice(1)) {
        expect(type === 'keep' || type === 'drop').toBe(true);
        expect([Number(numbers.low) >= 0, Number(numbers.high) <= 1, Number(numbers.noise_factor) > 0]).toEqual([
          true,
          true,
          true,
        ]);
      }
    });
  });

  it('goes on from what was stored of it with the very same verdicts', () => {
    forAnyClimb(({ settings, referees, verdicts, climbFrom }) => {
      const [baseline, ...later] = verdicts;
      const stored = JSON.parse(JSON.stringify(referees[0]?.standing ?? null));
      expect(baseline?.type).toBe('measured');
      expect(climbFrom(reopened(settings, stored))).toEqual(later);
    });
  });

  it('is the same when all weights are scaled together', () => {
    const factor = fc.oneof(fc.double({ min: 0.001, max: 1000, noNaN: true }), fc.constantFrom(0.1, 3, 1 / 3));
    const any = fc.record({ settings, world, factor });
    fc.assert(
      fc.property(any, ({ settings, world, factor }) => {
        const evals = settings.evals.map((one) => ({ ...one, weight: one.weight * factor }));
        expect(climb({ ...settings, evals }, world).verdicts).toEqual(climb(settings, world).verdicts);
      }),
      { seed: 23, numRuns: 60 },
    );
  });

  it('weighs all alike when no eval weighs anything, and leaves one out that does not', () => {
    expect(weightedMean([0.25, 0.75].map((value) => ({ weight: 0, value })))).toBe(0.5);
    const evals = ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id, expectations: 4, weight: 0 }));
    const give: World = (_arm, { evalId }) => graded({ passed: evalId === 'a' ? 4 : 2, total: 4 });
    const begun = { seed: 1, confidence: 'balanced', proposals: 1, evals } as const;
    expect(climb(begun, give).referees[0]?.best()?.cell).toBe('0.6');
    const heavy = evals.map((one) => ({ ...one, weight: one.id === 'a' ? 0 : 2 }));
    expect(climb({ ...begun, evals: heavy }, give).referees[0]?.best()?.cell).toBe('0.5');
  });
});

describe('a suite without evals', () => {
  it('has no score: the mean of nothing is not a number', () => {
    expect(() => weightedMean([])).toThrow(new RangeError('the mean of nothing is not a number'));
  });
});

describe('an exact tie', () => {
  it('is dropped at every confidence: a candidate that does what is believed of the incumbent is no better', () => {
    const score = fc
      .integer({ min: 1, max: 30 })
      .chain((total) => fc.record({ passed: fc.nat(total), total: fc.constant(total) }));
    fc.assert(
      fc.property(fc.record({ settings, score, shrinks: fc.boolean() }), ({ settings, score, shrinks }) => {
        const gives = () => graded(score);
        const begun = beginReferee(race(settings));
        const { after } = measure(settings, begun, { purpose: 'baseline', iteration: 0, gives });
        const { verdict } = measure(settings, after, { shrinks, gives });
        expect(verdict.reason).toMatch(/^drop: P\(better\) 0\.50 <= 0\.50 after (\d of \d evals|1 pass)$/);
        expect(verdict.numbers.delta).toBeCloseTo(0, 12);
      }),
      { seed: 24, numRuns: 200 },
    );
  });
});

interface Batch {
  readonly plans: readonly ArmPlan[];
  readonly orderly: Course;
  readonly disorderly: Course;
  /** After a kill: a new referee from the stored standing, told first what had ended. */
  readonly resumed: Course;
  /** With trials that were started early. */
  readonly speculative: Course;
}

/** One to four proposals on any baseline, with any results, at any concurrency and in any order of moves. */
function forAnyBatch(check: (batch: Batch) => void): void {
  const any = fc.record({
    settings,
    world,
    proposals: fc.integer({ min: 1, max: 4 }),
    slots: fc.integer({ min: 1, max: 6 }),
    moves: fc.infiniteStream(fc.nat()),
  });
  const property = fc.property(any, ({ settings, world, proposals, slots, moves }) => {
    const choose = (count: number): number => moves.next().value % Math.max(1, count);
    const referee = climb(settings, world, 0).referees[0] ?? beginReferee(race(settings));
    const plans = Array.from({ length: proposals }, (_, index) => planOf(settings, referee, { iteration: index + 1 }));
    const shared = { referee, plans, world, slots, stored: [] };
    const disorderly = drive({ ...shared, choose });
    const ends = disorderly.events.filter((event) => event.type === 'trial_ended');
    const stored = firstEnds(ends.slice(0, choose(ends.length + 1)));
    const again = reopened(settings, JSON.parse(JSON.stringify(referee.standing)));
    check({
      plans,
      orderly: drive({ ...shared, slots: 1, choose: () => 0 }),
      disorderly,
      resumed: drive({ ...shared, referee: again, stored, choose }),
      speculative: drive({ ...shared, ahead: 1, choose }),
    });
  });
  fc.assert(property, { seed: 21, numRuns: 40 });
}

function firstEnds(events: readonly Trial[]): readonly Trial[] {
  return [...new Map(events.map(({ arm, slot }) => [trialKey({ arm, slot }), { arm, slot }])).values()];
}

interface Climb {
  readonly settings: RaceSettings;
  /** After the baseline, and after each candidate. */
  readonly referees: readonly Referee[];
  readonly verdicts: readonly Verdict[];
  /** The candidates once more, from a referee that has its baseline. */
  readonly climbFrom: (referee: Referee) => readonly Verdict[];
}

function forAnyClimb(check: (climb: Climb) => void): void {
  fc.assert(
    fc.property(fc.record({ settings, world }), ({ settings, world }) => check(climb(settings, world))),
    { seed: 22, numRuns: 60 },
  );
}

function climb(settings: RaceSettings, world: World, candidates = 5): Climb {
  const step = (before: Referee, iteration: number) => {
    const purpose = iteration === 0 ? 'baseline' : 'candidate';
    return measure(settings, before, { purpose, iteration, gives: (slot) => world(`iteration-${iteration}`, slot) });
  };
  const candidatesFrom = (start: Referee) => {
    const courses = [];
    let known = start;
    for (let iteration = 1; iteration <= candidates; iteration += 1) {
      const course = step(known, iteration);
      courses.push(course);
      known = course.after;
    }
    return courses;
  };
  const baseline = step(beginReferee(race(settings)), 0);
  const courses = [baseline, ...candidatesFrom(baseline.after)];
  return {
    settings,
    referees: courses.map(({ after }) => after),
    verdicts: courses.map(({ verdict }) => verdict),
    climbFrom: (referee) => candidatesFrom(referee).map(({ verdict }) => verdict),
  };
}

function graded({ passed, total }: { readonly passed: number; readonly total: number }): Measurement {
  return { outcome: 'graded', passed, total };
}

/** The beginning of a reason, with its numbers left out. */
function kindOf({ reason }: Verdict): string {
  return reason.replace(/\d+/g, 'N').split(' ').slice(0, 2).join(' ');
}
