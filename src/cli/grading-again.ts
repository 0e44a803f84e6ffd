import { allowedEnvironment } from '../agents/environment.ts';
import type { Campaign, RunHalted } from '../loop/campaign.ts';
import { openRegrade } from '../loop/open-regrade.ts';
import type { RegradeJudge } from '../loop/regrade.ts';
import { systemClock } from '../platform/clock.ts';
import type { Workspace } from '../store/layout.ts';
import { agentsFor, redactFor } from './compose.ts';
import { defaultLimits } from './defaults.ts';
import { interruptible } from './interrupts.ts';
import { type AgainFlags, orHalt } from './measuring-again.ts';
import type { Shell } from './shell.ts';
import { PROGRAM_VERSION } from './version.ts';
import { openView } from './view.ts';

interface GradingRequest {
  readonly workspace: Workspace;
  readonly flags: AgainFlags & { readonly judge?: string };
}

/** Opens a workspace to grade what is stored in it, under the person's eyes and signals; a halt is a result. */
export async function gradingAgain<Result>(
  shell: Shell,
  { workspace, flags }: GradingRequest,
  work: (campaign: Campaign, judge: RegradeJudge) => Promise<Result>,
): Promise<{ readonly result: Result | RunHalted; readonly interruptCode: number | null }> {
  const stop = interruptible(shell);
  const view = await openView(shell);
  try {
    const { campaign, judge, close } = await openRegrade({
      ...{ workspace, stop, defaultLimits },
      judge: flags.judge ?? null,
      concurrency: flags.concurrency ?? null,
      passEnv: flags.env ?? [],
      environment: allowedEnvironment(shell.environment, flags.env ?? []),
      commandEnvironment: allowedEnvironment(shell.environment, []),
      programVersion: PROGRAM_VERSION,
      redact: redactFor(shell),
      clock: systemClock,
      createAgent: agentsFor(shell, flags),
      emit: view.show,
    });
    const result = await orHalt(() => work(campaign, judge)).finally(close);
    return { result, interruptCode: stop.code() };
  } finally {
    stop.release();
    view.close();
  }
}
