import { resolve } from 'node:path';
import { decidingEvals, trialsAPass } from '../core/schema/suite.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { loadSuite } from '../evals/suite.ts';
import { refuseCommands } from '../evals/suite-commands.ts';
import { defaultWorkspace, workspaceAt } from '../store/layout.ts';
import { decisionsOf, readRunState } from '../store/run-state.ts';
import { loadSkill } from '../store/skill.ts';
import { DEFAULT_LIMITS } from './defaults.ts';
import { limitsOf, type MeasureFlags, moreIterationsOf } from './options.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

/** Says what `improve` would do with a skill: reads it and its evals, and makes no call and no file. */
export async function dryRun(shell: Shell, skillDir: string, flags: MeasureFlags): Promise<void> {
  const skill = await loadSkill(resolve(shell.cwd, skillDir));
  const { evals } = await loadSuite(skill.dir, flags);
  if (flags.checkCommands === 'refuse') refuseCommands(evals);
  const root = flags.workspace === undefined ? defaultWorkspace(skill.dir) : resolve(shell.cwd, flags.workspace);
  const decided = decisionsOf(await readRunState(workspaceAt(root))).length;
  const { iterations } = { ...DEFAULT_LIMITS, ...limitsOf(flags) };
  const plan = {
    skill: skill.name,
    workspace: root,
    iterations_decided: decided,
    iterations_ahead: moreIterationsOf(flags) ?? Math.max(0, iterations + 1 - decided),
    executor_calls_a_pass: trialsAPass(evals),
    ungraded_calls: decided > 0 ? 0 : evals.length - decidingEvals(evals).length,
    judge_calls_a_pass: trialsAPass(evals.filter((one) => judgedExpectations(one).length > 0)),
  };
  if (flags.json) return shell.print(JSON.stringify({ plan }));
  shell.print(planText(plan));
  shell.print(`The run would be kept in ${shownPath(shell.cwd, root)}. Nothing was done.`);
}

interface Plan {
  readonly skill: string;
  readonly iterations_ahead: number;
  readonly executor_calls_a_pass: number;
  /** Of the evals without expectations, which the baseline runs for people to read. */
  readonly ungraded_calls: number;
  readonly judge_calls_a_pass: number;
}

function planText(plan: Plan): string {
  const pass = `${plan.executor_calls_a_pass} trials a pass, ${plan.judge_calls_a_pass} of them with a judge`;
  if (plan.iterations_ahead === 0) return `${plan.skill}: ${pass}; the iterations asked for are done.`;
  const ahead = `at most ${plan.iterations_ahead} passes are ahead, each but the baseline with an improver call`;
  const ungraded = plan.ungraded_calls === 0 ? '' : `, the baseline with ${plan.ungraded_calls} more trials to be read`;
  return `${plan.skill}: ${pass}; ${ahead}${ungraded}.`;
}
