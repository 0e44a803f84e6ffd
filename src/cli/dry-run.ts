import { renderPlan } from '../report/plan.ts';
import { type PlanOptions, readPlan } from './plan-of.ts';
import type { Shell } from './shell.ts';
import { shownPath } from './shown-path.ts';

/** Says what a command would take: reads the skill and its evals, and makes no call and no file. */
export async function dryRun(shell: Shell, skillDir: string, options: PlanOptions): Promise<void> {
  const plan = await readPlan(shell, skillDir, options);
  if (options.flags.json) return shell.print(JSON.stringify({ plan }));
  shell.print(renderPlan(plan, shell));
  shell.print(`The run would be kept in ${shownPath(shell.cwd, plan.workspace)}. Nothing was done.`);
}
