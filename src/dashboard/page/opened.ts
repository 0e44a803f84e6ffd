import type { RunView, ViewedIteration, ViewedPass, ViewedTrial } from '../../core/run-view.ts';
import { passName, passTitle, versionTitle } from './passes.ts';
import type { Beside, Route } from './route.ts';

/** What is open beside the page: an iteration, or what one version did in a pass that decided nothing. */
export type Opened = {
  readonly title: string;
  readonly trials: readonly ViewedTrial[];
} & (
  | { readonly type: 'iteration'; readonly iteration: ViewedIteration }
  | { readonly type: 'pass'; readonly pass: ViewedPass }
);

/** null where the workspace has no record of what the address names. */
export function openedOf(
  view: RunView,
  { iteration: number, pass: name }: Pick<Route, 'iteration' | 'pass'>,
): Opened | null {
  const iteration = view.iterations.find((one) => one.number === number);
  if (iteration !== undefined) return ofIteration(iteration);
  const pass = view.passes.find((one) => passName(one) === name);
  return pass === undefined ? null : ofPass(pass);
}

/** How what is open is called, whether there is a record of it or not. */
export function titleOf(opened: Opened | null, { iteration, pass }: Pick<Route, 'iteration' | 'pass'>): string {
  return opened?.title ?? (iteration === null ? (pass ?? '') : `Iteration ${iteration}`);
}

/** A trial, and what it belongs to in words. */
export interface NamedTrial {
  readonly title: string;
  readonly trial: ViewedTrial;
}

/**
 * What a trial is held against: one of the same eval with v0, or with what was tried before it. Of an iteration those
 * are earlier iterations, of a pass the other versions in the same pass. null where there is none.
 */
export function besideOf(view: RunView, opened: Opened, { trial, beside }: Wanted): NamedTrial | null {
  if (beside === 'none') return null;
  for (const { title, trials } of earlierOf(view, opened, beside).toReversed()) {
    const own = trials.filter(({ eval_id }) => eval_id === trial.eval_id);
    const other = own.find((one) => one.trial === trial.trial) ?? own[0];
    if (other !== undefined) return { title, trial: other };
  }
  return null;
}

interface Wanted {
  readonly trial: ViewedTrial;
  readonly beside: Beside;
}

function earlierOf({ iterations, passes }: RunView, opened: Opened, beside: Beside): readonly Opened[] {
  if (opened.type === 'iteration') {
    const { number } = opened.iteration;
    const earlier = iterations.filter((one) => one.number < number && (beside !== 'v0' || one.number === 0));
    return earlier.map(ofIteration);
  }
  const { purpose, version } = opened.pass;
  const same = passes.filter((one) => one.purpose === purpose);
  const before = same.slice(
    0,
    same.findIndex((one) => one.version === version),
  );
  return (beside === 'v0' ? same.filter((one) => one.version === 'v0' && one.version !== version) : before).map(ofPass);
}

function ofIteration(iteration: ViewedIteration): Opened {
  return { type: 'iteration', iteration, title: `Iteration ${iteration.number}`, trials: iteration.trials };
}

function ofPass(pass: ViewedPass): Opened {
  return {
    type: 'pass',
    pass,
    title: `${passTitle(pass.purpose)}, ${versionTitle(pass.version)}`,
    trials: pass.trials,
  };
}
