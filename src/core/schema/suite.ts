/** One check as the eval file states it; the check named by `type` validates the rest when the suite is loaded. */
export interface CheckSpec {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One checkable statement about a trial. `check` is null where only the judge can tell. */
export interface Expectation {
  /** Position in the eval, from 1. */
  readonly number: number;
  readonly text: string;
  readonly check: CheckSpec | null;
}

/** An input of an eval under the `name` that the eval states: a file or folder of the skill, or a text of its own. */
export type InputFile =
  /** `source` is its place relative to the skill. */
  | { readonly type: 'path'; readonly name: string; readonly source: string }
  | { readonly type: 'inline'; readonly name: string; readonly content: string };

export const SPLITS = ['train', 'val', 'test'] as const;
export type Split = (typeof SPLITS)[number];

export interface EvalCase {
  readonly id: string;
  readonly prompt: string;
  readonly files: readonly InputFile[];
  readonly expectations: readonly Expectation[];
  /** Milliseconds; null: the run's own limit. */
  readonly timeoutMs: number | null;
  /** Trials in a pass of rule `strict`, from 1. */
  readonly runs: number;
  readonly weight: number;
  /** null: train and val. */
  readonly split: Split | null;
}

/** The evals by which candidates are kept or reverted: they have an expectation and are not set apart for another use. */
export function decidingEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ expectations, split }) => expectations.length > 0 && (split === null || split === 'val'));
}

/** The evals whose expectations, failures and transcripts an improver is shown. */
export function shownEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ expectations, split }) => expectations.length > 0 && (split === null || split === 'train'));
}

/** The evals that decide nothing and teach the improver: run in the baseline and once for each newly kept version. */
export function teachingEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ expectations, split }) => expectations.length > 0 && split === 'train');
}

/** The evals that nobody sees before `submit`. */
export function sealedEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ split }) => split === 'test');
}

/** The others. */
export function openEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ split }) => split !== 'test');
}

/** The evals without an expectation: they are run once, to be read. */
export function ungradedEvals(evals: readonly EvalCase[]): readonly EvalCase[] {
  return evals.filter(({ expectations }) => expectations.length === 0);
}

/** Executor calls of a complete pass in which nothing fails. */
export function trialsAPass(evals: readonly EvalCase[]): number {
  return decidingEvals(evals).reduce((sum, { runs }) => sum + runs, 0);
}

/** Executor calls of a baseline in which nothing fails: the evals that decide, those that teach, those that are only read. */
export function trialsOfBaseline(evals: readonly EvalCase[]): number {
  return trialsAPass(evals) + teachingEvals(evals).length + ungradedEvals(evals).length;
}

/** Trials in a complete pass by eval id, as a referee's plan asks for them. */
export function runsOf(evals: readonly EvalCase[]): ReadonlyMap<string, number> {
  return new Map(evals.map(({ id, runs }) => [id, runs]));
}

/** `evalId#number`: the name of an expectation in flips and predictions. */
export function expectationId(evalId: string, number: number): string {
  return `${evalId}#${number}`;
}

/** The eval that an expectation's name means. */
export function evalOf(expectation: string): string {
  return expectation.slice(0, expectation.lastIndexOf('#'));
}
