import { allowedEnvironment } from '../agents/environment.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { RunHalted } from '../loop/campaign.ts';
import { type OpenRegrade, openRegrade, previewRegrade } from '../loop/open-regrade.ts';
import { isOpen, regrade } from '../loop/regrade.ts';
import { systemClock } from '../platform/clock.ts';
import { renderRegrade } from '../report/regrade.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import type { Workspace } from '../store/layout.ts';
import { agentsFor, redactFor } from './compose.ts';
import { defaultLimits } from './defaults.ts';
import { interruptible } from './interrupts.ts';
import { type AgainFlags, orHalt, tellHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';
import { openView, type View } from './view.ts';

export interface RegradeFlags extends AgainFlags {
  readonly judge?: string;
  readonly dryRun?: boolean;
}

/** Grades the stored trials of a run anew, and says how much came out the same. */
export async function regradeIn(shell: Shell, folder: string | undefined, flags: RegradeFlags): Promise<void> {
  const workspace = await findWorkspace(shell.cwd, flags.workspace ?? folder);
  if (flags.dryRun) return preview(shell, workspace, flags);
  const stop = interruptible(shell);
  const view = await openView(shell);
  try {
    const { campaign, judge, close } = await openFor(shell, { workspace, flags, stop, view });
    const result = await orHalt(() => regrade(campaign, judge)).finally(close);
    const interruptCode = stop.code();
    if (result instanceof RunHalted) {
      return tellHalt(shell, result, { interruptCode, document: flags.json ? {} : null });
    }
    shell.print(flags.json ? JSON.stringify({ workspace: workspace.root, ...result }) : renderRegrade(result));
  } finally {
    stop.release();
    view.close();
  }
}

interface Opening {
  readonly workspace: Workspace;
  readonly flags: RegradeFlags;
  readonly stop: ReturnType<typeof interruptible>;
  readonly view: View;
}

function openFor(shell: Shell, { workspace, flags, stop, view }: Opening): Promise<OpenRegrade> {
  return openRegrade({
    ...{ workspace, stop, defaultLimits },
    judge: flags.judge ?? null,
    concurrency: flags.concurrency ?? null,
    passEnv: flags.env ?? [],
    environment: allowedEnvironment(shell.environment, flags.env ?? []),
    commandEnvironment: allowedEnvironment(shell.environment, []),
    programVersion: PROGRAM_VERSION,
    redact: redactFor(shell),
    clock: systemClock,
    createAgent: agentsFor(shell),
    emit: view.show,
  });
}

async function preview(shell: Shell, workspace: Workspace, flags: RegradeFlags): Promise<void> {
  const opening = { workspace, judge: flags.judge ?? null, clock: systemClock, createAgent: agentsFor(shell) };
  const { request, iterations } = await previewRegrade(opening);
  const trials = iterations.flatMap((one) => one.trials).filter(isOpen);
  const judged = trials.filter(({ evalCase }) => judgedExpectations(evalCase).length > 0).length;
  const { number, judge_spec: judge } = request;
  const plan = { number, judge, trials: trials.length, judge_calls: judged };
  const text = `Regrade ${number} by ${judge}: ${trials.length} trials to grade, ${judged} of them with a judge. Nothing was done.`;
  shell.print(flags.json ? JSON.stringify({ plan }) : text);
}
