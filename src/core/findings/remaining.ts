import type { RunView } from '../run-view.ts';
import { type Count, sumOf, type Tried, UNTRIED } from './tried.ts';

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
  /** Where one of its trials with the best version lies in which it failed. */
  readonly folder: string;
}

/** What still fails with the best version, the expectations in the order of the evals. */
export function remainingFailures(
  { best, evals }: Pick<RunView, 'best' | 'evals'>,
  tried: ReadonlyMap<string, Tried>,
): readonly RemainingFailure[] {
  if (best === null) return [];
  const places = new Map(evals.map(({ id }, place) => [id, place]));
  const placeOf = ({ eval_id }: RemainingFailure) => places.get(eval_id) ?? places.size;
  return [...tried.values()].flatMap((one) => failureOf(evals, one, best)).sort((a, b) => placeOf(a) - placeOf(b));
}

function failureOf(
  evals: RunView['evals'],
  { id, evalId, number, states }: Tried,
  best: string,
): readonly RemainingFailure[] {
  const { passed, failed, failedIn } = states.get(best) ?? UNTRIED;
  if (failedIn === null) return [];
  const all = sumOf(states.values());
  const own = failedIn.texts?.[number - 1];
  const known = evals.find((one) => one.id === evalId)?.expectations[number - 1];
  const kind = passed > 0 ? 'flaky' : all.passed === 0 && states.size >= STATES ? 'eval' : 'hard';
  return [
    {
      ...{ id, eval_id: evalId, text: own ?? known?.text ?? '', kind },
      ...{ best: { passed, failed }, all, states: states.size, folder: failedIn.folder },
    },
  ];
}
