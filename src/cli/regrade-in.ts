import { judgedExpectations } from '../evals/grading.ts';
import { RunHalted } from '../loop/campaign.ts';
import { previewRegrade } from '../loop/open-regrade.ts';
import { isOpen, regrade } from '../loop/regrade.ts';
import { systemClock } from '../platform/clock.ts';
import { renderRegrade } from '../report/regrade.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { agentsFor } from './compose.ts';
import { gradingAgain } from './grading-again.ts';
import { type AgainFlags, tellHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';

export interface RegradeFlags extends AgainFlags {
  readonly judge?: string;
  readonly dryRun?: boolean;
}

/** Grades the stored trials of a run anew, and says how much came out the same. */
export async function regradeIn(shell: Shell, folder: string | undefined, flags: RegradeFlags): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, flags.workspace ?? folder);
  if (flags.dryRun) return preview(shell, workspace, flags);
  const { result, interruptCode } = await gradingAgain(shell, { workspace, flags }, regrade);
  if (result instanceof RunHalted) return tellHalt(shell, result, { interruptCode, document: flags.json ? {} : null });
  shell.print(flags.json ? JSON.stringify({ workspace: workspace.root, ...result }) : renderRegrade(result));
}

async function preview(shell: Shell, workspace: Workspace, flags: RegradeFlags): Promise<void> {
  const opening = { workspace, judge: flags.judge ?? null, clock: systemClock, createAgent: agentsFor(shell, flags) };
  const { request, iterations, votes } = await previewRegrade(opening);
  const trials = iterations.flatMap((one) => one.trials).filter(isOpen);
  const judged = trials.filter(({ evalCase }) => judgedExpectations(evalCase).length > 0).length;
  const { number, judge_spec: judge } = request;
  const plan = { number, judge, trials: trials.length, judge_calls: judged * votes };
  const text = `Regrade ${number} by ${judge}: ${trials.length} trials to grade, ${judged} of them with a judge. Nothing was done.`;
  shell.print(flags.json ? JSON.stringify({ plan }) : text);
}
