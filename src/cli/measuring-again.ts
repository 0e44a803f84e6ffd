import { UserError } from '../core/errors.ts';
import { runRecordSchema } from '../core/schema/run.ts';
import { type Campaign, RunHalted } from '../loop/campaign.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { skillOfRun } from '../store/skill-of-run.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type Measured, measuring } from './measuring.ts';
import type { Shell } from './shell.ts';

/** What may change from start to start; agents and skill are those of the run. */
export interface AgainFlags {
  readonly workspace?: string;
  readonly concurrency?: number;
  readonly env?: readonly string[];
  readonly prices?: string;
  readonly json?: boolean;
}

/** Opens the workspace of a run that there is, for work that comes after its climb; a halt is a result. */
export async function measuringAgain<Result>(
  shell: Shell,
  { workspace, flags }: { readonly workspace: Workspace; readonly flags: AgainFlags },
  work: (campaign: Campaign) => Promise<Result>,
): Promise<Measured<Result | RunHalted>> {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) {
    throw new UserError('usage', `${workspace.root} holds no run of skillratchet.`, {
      hint: 'Run `skillratchet eval SKILL` first.',
    });
  }
  const { concurrency, env, prices } = flags;
  const ofThisStart = {
    workspace: workspace.root,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(env === undefined ? {} : { env }),
    ...(prices === undefined ? {} : { prices }),
  };
  const asked = { skill: await skillOfRun(workspace, run), flags: ofThisStart, afterSubmit: true };
  return measuring(shell, asked, (campaign) => orHalt(() => work(campaign)));
}

export async function orHalt<Result>(work: () => Promise<Result>): Promise<Result | RunHalted> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunHalted) return error;
    throw error;
  }
}

/** Says why it ended early, and sets the exit code. */
export function tellHalt(
  shell: Shell,
  { stopReason, message }: RunHalted,
  { interruptCode, document }: { readonly interruptCode: number | null; readonly document: object | null },
): void {
  shell.exit(exitCodeOf(stopReason, interruptCode));
  const text = `${message} The same command goes on from here.`;
  shell.print(document === null ? text : JSON.stringify({ ...document, stop_reason: stopReason, message }));
}
