import type { RunView } from '../run-view.ts';
import { type Count, sumOf, type Tried } from './tried.ts';

/** States of the skill of which nobody has passed an expectation before the eval itself is suspected. */
const STATES = 3;

/** An expectation that the best version does not always pass. */
export interface RemainingFailure {
  /** `evalId#number`. */
  readonly id: string;
  readonly eval_id: string;
  readonly text: string;
  /**
   * `flaky`: the best version passes it at times. `eval`: no trial of any of three or more states of the skill ever
   * passed it, so that the eval itself may be at fault. `hard`: everything else.
   */
  readonly kind: 'hard' | 'flaky' | 'eval';
  /** Trials of the best version. */
  readonly best: Count;
  /** Trials of every state that was tried, and how many these are. */
  readonly all: Count;
  readonly states: number;
  /** Where one of its trials with the best version lies in which it failed; null where none has a grading. */
  readonly folder: string | null;
}

/** What still fails with the best version, the expectations in the order of the evals. */
export function remainingFailures(view: RunView, tried: ReadonlyMap<string, Tried>): readonly RemainingFailure[] {
  const { best } = view;
  if (best === null) return [];
  const places = new Map(view.evals.map(({ id }, place) => [id, place]));
  const failing = [...tried.values()].flatMap((one) => {
    const ofBest = one.states.get(best);
    return ofBest === undefined || ofBest.failed === 0 ? [] : [failureOf(view, one, ofBest)];
  });
  return failing.sort((a, b) => (places.get(a.eval_id) ?? 0) - (places.get(b.eval_id) ?? 0));
}

function failureOf(view: RunView, { id, evalId, number, states }: Tried, best: Count): RemainingFailure {
  const all = sumOf(states.values());
  const expectation = view.evals.find((one) => one.id === evalId)?.expectations[number - 1];
  return {
    id,
    eval_id: evalId,
    text: expectation?.text ?? '',
    kind: best.passed > 0 ? 'flaky' : all.passed === 0 && states.size >= STATES ? 'eval' : 'hard',
    best,
    all,
    states: states.size,
    folder: folderOf(view, evalId, number),
  };
}

function folderOf({ best, iterations, passes }: RunView, evalId: string, number: number): string | null {
  const climbed = iterations.find((one) => `v${one.number}` === best)?.trials ?? [];
  const apart = passes.filter(({ version }) => version === best).flatMap(({ trials }) => trials);
  const failed = [...climbed, ...apart].find(({ eval_id, marks }) => eval_id === evalId && marks?.[number - 1] === '-');
  return failed?.folder ?? null;
}
