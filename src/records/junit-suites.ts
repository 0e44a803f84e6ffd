import type { RunView, ViewedEval, ViewedTrial } from '../core/run-view.ts';
import type { JunitCase, JunitSuite } from '../report/junit.ts';
import { iterationOf, type Workspace } from '../store/layout.ts';
import { readTrialDetails } from '../store/run-view/trial-details.ts';

/** The last pass of the best version: a suite for each eval that is not set apart, a case for each expectation. */
export async function junitSuites(workspace: Workspace, view: RunView): Promise<readonly JunitSuite[]> {
  const trials = trialsOfBest(view);
  const open = view.evals.filter(({ sealed }) => !sealed);
  return Promise.all(
    open.map(async (one) => {
      const trial = trials.findLast(({ eval_id }) => eval_id === one.id) ?? null;
      const seconds = trial?.duration_ms == null ? null : trial.duration_ms / 1000;
      return { name: one.id, seconds, cases: await casesOf(workspace, one, trial) };
    }),
  );
}

/** The fresh ones last, as they say more than those that chose it. */
function trialsOfBest({ best, iterations, passes }: RunView): readonly ViewedTrial[] {
  if (best === null) return [];
  const own = iterations.find(({ number }) => number === iterationOf(best))?.trials ?? [];
  const fresh = passes.filter(({ purpose, version }) => version === best && purpose.startsWith('final-'));
  return [...own, ...fresh.flatMap(({ trials }) => trials)];
}

async function casesOf(
  workspace: Workspace,
  one: ViewedEval,
  trial: ViewedTrial | null,
): Promise<readonly JunitCase[]> {
  const graded = trial === null ? [] : (await readTrialDetails(workspace, trial, NO_SUITE)).expectations;
  if (graded.length > 0) {
    return graded.map(({ text, passed, evidence }) => ({
      name: text,
      result: passed ? 'passed' : 'failure',
      told: evidence,
    }));
  }
  const why = trial === null ? 'no trial' : [trial.outcome ?? 'no outcome', trial.error?.message].join(' ').trim();
  const names = one.expectations.length > 0 ? one.expectations.map(({ text }) => text) : ['the trial'];
  return names.map((name) => ({ name, result: 'error', told: `not measured: ${why}` }));
}

const NO_SUITE = async () => ({ evals: [], problems: [] });
