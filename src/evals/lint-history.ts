import { cellOf } from '../core/cells.ts';
import { expectationHealth, type VersionTrial } from '../core/expectation-health.ts';
import { decidingEvals, type EvalCase } from '../core/schema/suite.ts';
import { exists } from '../platform/exists.ts';
import { isForeign } from '../store/foreign.ts';
import { readTrials } from '../store/foreign-trials.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from '../store/layout.ts';
import { type Remark, remark } from './lint-remarks.ts';

/**
 * What the trials in the workspace beside a skill say of its evals: expectations that always passed or always failed tell
 * no two versions apart. Trials of evals that were changed since are left out; without a run there is nothing to say.
 */
export async function lintHistory(skillDir: string, evals: readonly EvalCase[]): Promise<readonly Remark[]> {
  const workspace = workspaceAt(defaultWorkspace(skillDir));
  if (!(await exists(workspace.run)) || (await isForeign(workspace))) return [];
  const trials = await trialsIn(workspace, decidingEvals(evals));
  const { always_pass, always_fail, flaky } = expectationHealth(trials);
  const count = (about: string) => trials.filter(({ evalId }) => about.startsWith(`${evalId}#`)).length;
  return [
    ...always_pass.map((about) =>
      remark(about, 'always-passes', `passed in all ${count(about)} trials so far, so it tells no two versions apart`),
    ),
    ...always_fail.map((about) =>
      remark(about, 'always-fails', `failed in all ${count(about)} trials so far: is it possible at all?`),
    ),
    ...flaky.map((about) => remark(about, 'flaky', 'passed and failed with one and the same version')),
  ];
}

async function trialsIn(workspace: Workspace, evals: readonly EvalCase[]): Promise<readonly VersionTrial[]> {
  const found: VersionTrial[] = [];
  for (let number = 0; await exists(workspace.iteration(number).dir); number += 1) {
    for (const { evalId: id, grading } of await readTrials(workspace, number)) {
      const { evalId, agent } = cellOf(id);
      const texts = evals.find(({ id }) => id === evalId)?.expectations.map(({ text }) => text);
      const isSame = grading?.expectations.every(({ text }, index) => text === texts?.[index]);
      if (isSame && grading?.expectations.length === texts?.length) {
        found.push({ version: `iteration-${number} ${agent ?? ''}`, evalId, grading });
      }
    }
  }
  return found;
}
