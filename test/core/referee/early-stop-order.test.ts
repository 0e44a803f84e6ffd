import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Measurement } from '../../../src/core/referee/port.ts';
import { openReferee } from '../../../src/core/referee/referee.ts';
import { strictWithEarlyStop } from '../../../src/core/referee/strict-early-stop.ts';
import { type Course, type Drive, drive, isStart } from './drive.ts';

const EVALS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** A candidate of rule strict with an early stop, its moves in any order. */
interface Climb {
  /** Expectations of four that the incumbent passes, by eval. */
  readonly before: readonly number[];
  /** The same of the candidate; null: its trial crashes. */
  readonly gives: readonly (number | null)[];
  readonly slots: number;
  readonly ahead: number;
  /** Whether a trial is on disk already, from before a kill. */
  readonly stored: readonly boolean[];
  readonly choices: readonly number[];
}

function perEval<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: EVALS.length, maxLength: EVALS.length });
}

const climbs: fc.Arbitrary<Climb> = fc.record({
  before: perEval(fc.nat(4)),
  gives: perEval(fc.oneof({ weight: 9, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.constant(null) })),
  slots: fc.integer({ min: 1, max: 5 }),
  ahead: fc.nat(2),
  stored: perEval(fc.boolean()),
  choices: fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
});

function graded(passed: number | null | undefined): Measurement {
  return passed == null ? { outcome: 'agent_error', kind: 'crash' } : { outcome: 'graded', passed, total: 4 };
}

/** The rule after its baseline, and the candidate's arm. */
function sceneOf({ before, gives }: Climb): Pick<Drive, 'referee' | 'plans' | 'world'> {
  const scores = Object.fromEntries(EVALS.map((id, index) => [id, `${before[index]}/4`]));
  const total = before.reduce((sum, passed) => sum + passed, 0);
  const strict = { best: `${total}/${4 * EVALS.length}`, deciding: EVALS };
  const referee = openReferee(strictWithEarlyStop(null), { strict, scores });
  if (referee === null) throw new Error('the scene holds a standing that is none');
  const blocks = referee.plan({ purpose: 'candidate', evalIds: EVALS });
  const plan = { ...{ id: 'iteration-1', iteration: 1, batch: 1 }, purpose: 'candidate' as const, blocks };
  return { referee, plans: [plan], world: (_arm, { evalId }) => graded(gives[EVALS.indexOf(evalId)]) };
}

/** One slot, one trial after the other, and nothing known before. */
function orderly(climb: Climb): Course {
  return drive({ ...sceneOf(climb), slots: 1, stored: [], choose: () => 0 });
}

/** As the climb has it: slots, kills, and what comes next by its choices. */
function disorderly(climb: Climb): Course {
  const { plans, ...scene } = sceneOf(climb);
  const slots = plans.flatMap(({ blocks }) => blocks.flat());
  const stored = slots.flatMap((slot) =>
    climb.stored[EVALS.indexOf(slot.evalId)] ? [{ arm: 'iteration-1', slot }] : [],
  );
  let moves = 0;
  const choose = (count: number): number => {
    moves += 1;
    return count === 0 ? 0 : (climb.choices[moves % climb.choices.length] ?? 0) % count;
  };
  return drive({ ...scene, plans, slots: climb.slots, ahead: climb.ahead, stored, choose });
}

function forAnyClimb(check: (climb: Climb) => void): void {
  fc.assert(fc.property(climbs, check), { seed: 17, numRuns: 300 });
}

describe('a pass that may end early', () => {
  it('has the same verdict and standing whatever the order, the slots, the speculation and the kills', () => {
    forAnyClimb((climb) => {
      const [one, other] = [orderly(climb), disorderly(climb)];
      expect(other.verdicts).toEqual(one.verdicts);
      expect(other.referee.standing).toEqual(one.referee.standing);
    });
  });

  it('is ended only where perfect scores on the rest would not have been above the best', () => {
    forAnyClimb((climb) => {
      const [said] = orderly(climb).verdicts;
      const total = climb.before.reduce((sum, passed) => sum + passed, 0);
      const most = climb.gives.reduce<number>((sum, passed) => sum + (passed ?? 4), 0);
      if (said?.verdict.type === 'keep') expect(most).toBeGreaterThan(total);
      if (most > total) expect(said?.verdict.reason).not.toContain('at most');
    });
  });

  it('runs its parts in their order, one trial after the other', () => {
    forAnyClimb((climb) => {
      const { asks } = orderly(climb);
      const [plan] = sceneOf(climb).plans;
      const planned = plan?.blocks.flat().map(({ evalId }) => evalId) ?? [];
      const begun = asks.flatMap(({ actions }) => actions.filter(isStart).slice(0, 1)).map(({ slot }) => slot.evalId);
      expect([...new Set(begun)]).toEqual(planned.slice(0, new Set(begun).size));
    });
  });
});
