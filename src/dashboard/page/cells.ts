import { groupedBy } from '../../core/grouped.ts';
import type { RunView, ViewedEval, ViewedIteration, ViewedTrial } from '../../core/run-view.ts';

/** What an iteration says of an eval. */
export interface Cell {
  readonly trials: readonly ViewedTrial[];
  /** Mean share of expectations over the trials with a score, 0–1; null where there is none. */
  readonly share: number | null;
  /** Numbers of expectations. */
  readonly fixed: readonly number[];
  readonly broken: readonly number[];
  readonly flaky: readonly number[];
}

/** The cells of the heat map, by iteration and eval. */
export interface Cells {
  at(iteration: number, evalId: string): Cell;
  /** Whether any iteration flipped one of its expectations, or the expectation of that number. */
  changed(evalId: string, number?: number): boolean;
}

const EMPTY: Cell = { trials: [], share: null, fixed: [], broken: [], flaky: [] };

/** Finds what belongs to a cell once, so that any number of them is drawn quickly. */
export function cellsOf({ iterations }: RunView): Cells {
  const byIteration = new Map(iterations.map((iteration) => [iteration.number, cellsIn(iteration)]));
  const flipped = new Set(iterations.flatMap(({ flips }) => [...flips.fixed, ...flips.broken, ...flips.flaky]));
  const evals = new Set([...flipped].map((name) => parseName(name).evalId));
  return {
    at: (iteration, evalId) => byIteration.get(iteration)?.get(evalId) ?? EMPTY,
    changed: (evalId, number) => (number === undefined ? evals.has(evalId) : flipped.has(`${evalId}#${number}`)),
  };
}

/** `evalId#number` in its parts. */
export function parseName(name: string): { readonly evalId: string; readonly number: number } {
  const at = name.lastIndexOf('#');
  return { evalId: name.slice(0, at), number: Number(name.slice(at + 1)) };
}

/** How often an expectation passed among the trials with a score: 1 always, 0 never, null where nothing was measured. */
export function expectationShare({ trials }: Cell, number: number): number | null {
  const marks = trials.flatMap((trial) => trial.marks?.[number - 1] ?? []);
  return marks.length === 0 ? null : marks.filter((mark) => mark === '+').length / marks.length;
}

/** The text of an expectation, by its number. */
export function expectationText(one: ViewedEval | undefined, number: number): string {
  return one?.expectations[number - 1]?.text ?? `Expectation ${number}`;
}

function cellsIn({ trials, flips }: ViewedIteration): ReadonlyMap<string, Cell> {
  const byEval = groupedBy(trials, ({ eval_id }) => eval_id);
  const marks = { fixed: numbersOf(flips.fixed), broken: numbersOf(flips.broken), flaky: numbersOf(flips.flaky) };
  return new Map(
    [...byEval].map(([evalId, own]) => [
      evalId,
      {
        trials: own,
        share: meanShare(own),
        fixed: marks.fixed.get(evalId) ?? [],
        broken: marks.broken.get(evalId) ?? [],
        flaky: marks.flaky.get(evalId) ?? [],
      },
    ]),
  );
}

function numbersOf(names: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const groups = groupedBy(names.map(parseName), ({ evalId }) => evalId);
  return new Map([...groups].map(([evalId, own]) => [evalId, own.map(({ number }) => number)]));
}

function meanShare(trials: readonly ViewedTrial[]): number | null {
  const shares = trials.flatMap(({ passed, total }) =>
    passed === null || total === null || total === 0 ? [] : passed / total,
  );
  return shares.length === 0 ? null : shares.reduce((sum, share) => sum + share, 0) / shares.length;
}
