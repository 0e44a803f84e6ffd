import type { Campaign, RunHalted } from '../loop/campaign.ts';
import { openRegrade } from '../loop/open-regrade.ts';
import type { RegradeJudge } from '../loop/regrade.ts';
import type { Workspace } from '../store/layout.ts';
import { type AgainFlags, orHalt } from './measuring-again.ts';
import { onStored } from './on-stored.ts';
import type { Shell } from './shell.ts';

interface GradingRequest {
  readonly workspace: Workspace;
  readonly flags: AgainFlags & { readonly judge?: string };
}

/** Opens a workspace to grade what is stored in it, under the person's eyes and signals; a halt is a result. */
export function gradingAgain<Result>(
  shell: Shell,
  { workspace, flags }: GradingRequest,
  work: (campaign: Campaign, judge: RegradeJudge) => Promise<Result>,
): Promise<{ readonly result: Result | RunHalted; readonly interruptCode: number | null }> {
  const { judge: asked = null, concurrency = null } = flags;
  return onStored(shell, flags, async (start) => {
    const { campaign, judge, close } = await openRegrade({ ...start, workspace, judge: asked, concurrency });
    return orHalt(() => work(campaign, judge)).finally(close);
  });
}
