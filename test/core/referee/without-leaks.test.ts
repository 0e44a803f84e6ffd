import { expect, it } from 'vitest';
import type { Measurement, Verdict } from '../../../src/core/referee/port.ts';
import { race } from '../../../src/core/referee/race.ts';
import { beginReferee, type Referee } from '../../../src/core/referee/referee.ts';
import { withoutLeaks } from '../../../src/core/referee/without-leaks.ts';
import { isStart, isVerdict } from './drive.ts';
import { graded, suiteOf } from './race-scene.ts';

const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];
const LEAK: Measurement = { outcome: 'leak', kind: null };

/** One arm from its opening to its closing, of which each eval gives the same whenever it is run. */
function measure(before: Referee, iteration: number, give: (evalId: string) => Measurement) {
  const purpose = iteration === 0 ? 'baseline' : 'candidate';
  const id = `arm-${iteration}`;
  const blocks = before.plan({ purpose, evalIds: IDS });
  let known = before.fold({ type: 'arm_opened', plan: { id, purpose, iteration, batch: iteration, blocks } });
  for (;;) {
    const actions = known.next(99);
    const verdict: Verdict | undefined = actions.find(isVerdict)?.verdict;
    if (verdict !== undefined) return { verdict, after: known.fold({ type: 'arm_closed', arm: id }) };
    for (const { slot } of actions.filter(isStart)) {
      known = known.fold({ type: 'trial_ended', arm: id, slot, measurement: give(slot.evalId) });
    }
  }
}

const rule = race(suiteOf(6, 'explore'));
const begun = (give: (evalId: string) => Measurement) => measure(beginReferee(withoutLeaks(rule)), 0, give).after;

it('a candidate is dropped for a leak in one eval, however good the others are', () => {
  const { verdict, after } = measure(
    begun(() => graded(0.25)),
    1,
    (id) => (id === 'e' ? LEAK : graded(1)),
  );
  expect(verdict).toMatchObject({
    type: 'drop',
    reason: 'drop: leak: the canary stands in a trial of eval e',
    score: null,
    numbers: { evals_total: 6 },
  });
  expect(after.undecided()).toEqual([]);
});

it('one without a leak is judged as ever', () => {
  const [before, give] = [begun(() => graded(0.25)), () => graded(1)];
  const plain = measure(beginReferee(rule), 0, () => graded(0.25)).after;
  expect(measure(before, 1, give).verdict).toEqual(measure(plain, 1, give).verdict);
});

it('a baseline is measured without the eval that leaked', () => {
  expect(begun((id) => (id === 'a' ? LEAK : graded(0.5))).best()).not.toBeNull();
});
