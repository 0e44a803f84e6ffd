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

/** An input file of an eval: `name` as the eval states it, `source` its place relative to the skill. */
export interface InputFile {
  readonly name: string;
  readonly source: string;
}

export interface EvalCase {
  readonly id: string;
  readonly prompt: string;
  readonly files: readonly InputFile[];
  readonly expectations: readonly Expectation[];
  /** Milliseconds; null: the run's own limit. */
  readonly timeoutMs: number | null;
}

/** The evals of a skill, read once. */
export interface Suite {
  readonly evals: readonly EvalCase[];
  /** sha256 over everything below `evals/`. */
  readonly fingerprint: string;
}

/** `evalId#number`: the name of an expectation in flips and predictions. */
export function expectationId(evalId: string, number: number): string {
  return `${evalId}#${number}`;
}
