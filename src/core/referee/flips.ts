import { expectationId } from '../schema/suite.ts';

export interface Flips {
  /** Expectations by `evalId#number` that failed before and pass now. */
  readonly fixed: readonly string[];
  /** Expectations that passed before and fail now. */
  readonly broken: readonly string[];
}

/** As much of a grading as flips need. */
export interface Graded {
  readonly expectations: readonly { readonly passed: boolean }[];
}

/** What changed between two gradings of the same evals; expectations that one side did not measure are no flips. */
export function flipsBetween(before: ReadonlyMap<string, Graded>, after: ReadonlyMap<string, Graded>): Flips {
  const fixed: string[] = [];
  const broken: string[] = [];
  for (const [evalId, grading] of after) {
    const old = before.get(evalId)?.expectations ?? [];
    for (const [index, item] of grading.expectations.entries()) {
      const was = old[index]?.passed;
      if (was === undefined || was === item.passed) continue;
      (item.passed ? fixed : broken).push(expectationId(evalId, index + 1));
    }
  }
  return { fixed, broken };
}
