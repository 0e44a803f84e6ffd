import type { Grading } from './schema/grading.ts';

export interface GradedTrial {
  readonly evalId: string;
  /** null when the trial was not measured. */
  readonly grading: Grading | null;
}

/** What the trials of a pass gave, one grading an eval; evals of which a trial was not measured are absent. */
export function jointGradings(trials: readonly GradedTrial[]): ReadonlyMap<string, Grading> {
  const joint = new Map<string, Grading>();
  for (const evalId of new Set(trials.map((trial) => trial.evalId))) {
    const ofEval = trials.filter((trial) => trial.evalId === evalId).map(({ grading }) => grading);
    const grading = jointGrading(ofEval.flatMap((one) => one ?? []));
    if (grading !== null && !ofEval.includes(null)) joint.set(evalId, grading);
  }
  return joint;
}

/** Of several trials an expectation passes that passed in each; the pass rate is their mean. */
export function jointGrading(gradings: readonly Grading[]): Grading | null {
  const [first, ...others] = gradings;
  if (first === undefined || others.length === 0) return first ?? null;
  const expectations = [...jointExpectations(gradings.map((grading) => grading.expectations))];
  const passed = expectations.filter((item) => item.passed).length;
  const total = expectations.length;
  const pass_rate = gradings.reduce((sum, { summary }) => sum + summary.pass_rate, 0) / gradings.length;
  return { ...first, expectations, summary: { pass_rate, passed, failed: total - passed, total } };
}

/** The expectations of one trial, or of several: each is from a trial in which it failed, where there is one. */
export function jointExpectations<Item extends { readonly passed: boolean }>(
  trials: readonly (readonly Item[])[],
): readonly Item[] {
  const [first = []] = trials;
  return first.map((item, index) => {
    const all = trials.flatMap((items) => items[index] ?? []);
    return all.find(({ passed }) => !passed) ?? item;
  });
}
