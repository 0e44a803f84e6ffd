import type { Decision } from '../core/schema/decision.ts';
import type { Grading } from '../core/schema/grading.ts';
import type { EvalCase } from '../core/schema/suite.ts';
import type { TrialRecord } from '../core/schema/trial.ts';
import type { TrialPlace, Workspace } from '../store/layout.ts';
import { readGrading, readTrial } from '../store/trials.ts';

/** What an iteration's trials gave by eval id, several trials taken together; evals that were not measured are absent. */
export async function gradingsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<ReadonlyMap<string, Grading>> {
  const gradings = new Map<string, Grading>();
  for (const evalCase of evals) {
    const read = await Promise.all(trialPlaces(workspace, iteration, evalCase).map(gradingAt));
    const joint = jointGrading(read.flatMap((grading) => grading ?? []));
    if (joint !== null && !read.includes(null)) gradings.set(evalCase.id, joint);
  }
  return gradings;
}

/** The stored trials of an iteration, in the suite's order. */
export async function trialsOf(
  workspace: Workspace,
  iteration: number,
  evals: readonly EvalCase[],
): Promise<readonly TrialRecord[]> {
  const places = evals.flatMap((evalCase) => trialPlaces(workspace, iteration, evalCase));
  const records = await Promise.all(places.map(readTrial));
  return records.flatMap((record) => record ?? []);
}

/** Where the trials of an eval in one pass are stored. */
export function trialPlaces(workspace: Workspace, iteration: number, { id, runs }: EvalCase): readonly TrialPlace[] {
  return Array.from({ length: runs }, (_, index) => workspace.iteration(iteration).trial(id, index + 1));
}

/** The trials that ended without a score, and why. */
export function unmeasuredIn(trials: readonly TrialRecord[]): Decision['unmeasured'] {
  return trials.flatMap(({ eval_id, trial, outcome, error }) =>
    outcome === null || outcome === 'graded' ? [] : [{ eval_id, trial, outcome, kind: error?.kind ?? null }],
  );
}

async function gradingAt(place: TrialPlace): Promise<Grading | null> {
  const record = await readTrial(place);
  return record?.outcome === 'graded' ? readGrading(place) : null;
}

/** Of several trials an expectation passes that passed in each; the pass rate is their mean. */
function jointGrading(gradings: readonly Grading[]): Grading | null {
  const [first, ...others] = gradings;
  if (first === undefined || others.length === 0) return first ?? null;
  const failing = (index: number) => gradings.find(({ expectations }) => expectations[index]?.passed === false);
  const expectations = first.expectations.map((item, index) => failing(index)?.expectations[index] ?? item);
  const passed = expectations.filter((item) => item.passed).length;
  const pass_rate = gradings.reduce((sum, { summary }) => sum + summary.pass_rate, 0) / gradings.length;
  const { total } = first.summary;
  return { ...first, expectations, summary: { pass_rate, passed, failed: total - passed, total } };
}
