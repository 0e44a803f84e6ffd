import type { VersionTrial } from '../expectation-health.ts';
import { itemsOf } from '../marks.ts';
import type { RunView, ViewedTrial } from '../run-view.ts';
import { expectationId } from '../schema/suite.ts';

/** What came of one expectation, over all states of the skill that it was tried with. */
export interface Tried {
  readonly id: string;
  readonly evalId: string;
  /** From 1. */
  readonly number: number;
  /** By state of the skill, such as `v0` or `iteration-2`. */
  readonly states: ReadonlyMap<string, StateCount>;
}

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface StateCount extends Count {
  /** The first trial in which it failed; null where it never did. */
  readonly failedIn: ViewedTrial | null;
}

export const UNTRIED: StateCount = { passed: 0, failed: 0, failedIn: null };

/** Every expectation that was graded, by its name, in the order in which they come up. */
export function triedExpectations(view: RunView): ReadonlyMap<string, Tried> {
  const tried = new Map<string, Tried & { states: Map<string, StateCount> }>();
  for (const { state, trial } of trialsByState(view)) {
    for (const [index, mark] of [...(trial.marks ?? '')].entries()) {
      const [evalId, number] = [trial.eval_id, index + 1];
      const id = expectationId(evalId, number);
      const known = tried.get(id) ?? { id, evalId, number, states: new Map() };
      const { passed, failed, failedIn } = known.states.get(state) ?? UNTRIED;
      known.states.set(
        state,
        mark === '+'
          ? { passed: passed + 1, failed, failedIn }
          : { passed, failed: failed + 1, failedIn: failedIn ?? trial },
      );
      tried.set(id, known);
    }
  }
  return tried;
}

/** As the health of expectations is computed from them. */
export function versionTrials(view: RunView): readonly VersionTrial[] {
  return trialsByState(view).map(({ state, trial: { eval_id, marks } }) => {
    return { version: state, evalId: eval_id, grading: marks === null ? null : { expectations: itemsOf(marks) } };
  });
}

/** Trials of one and the same version count together, wherever they lie. Those without a skill say nothing of any. */
function trialsByState({ iterations, passes }: RunView): readonly { state: string; trial: ViewedTrial }[] {
  const climbed = iterations.flatMap(({ number, row, trials }) => {
    const state = row !== null && row.action !== 'reverted' ? `v${number}` : `iteration-${number}`;
    return trials.map((trial) => ({ state, trial }));
  });
  const apart = passes.flatMap(({ version, trials }) =>
    version === null ? [] : trials.map((trial) => ({ state: version, trial })),
  );
  return [...climbed, ...apart];
}

export function sumOf(counts: Iterable<Count>): Count {
  let [passed, failed] = [0, 0];
  for (const one of counts) {
    passed += one.passed;
    failed += one.failed;
  }
  return { passed, failed };
}
