import type { Redact } from '../../agents/redact.ts';
import { exists } from '../../platform/exists.ts';
import type { Workspace } from '../../store/layout.ts';
import type { ExportSummary } from '../port.ts';
import { openRecordedRun, type RecordedRun, readingWarnings } from '../recorded-run.ts';
import { type CampaignOptions, campaignRun } from './campaign-run.ts';
import { iterationRun } from './iteration-run.ts';
import type { MlflowServer } from './rest.ts';
import { type MlflowSession, openSession } from './session.ts';

export interface MlflowTarget {
  readonly server: MlflowServer;
  /** The skill's name where none is given. */
  readonly experiment: string | undefined;
  readonly redact: Redact;
}

/** Sends a run to a server, and only what it does not have of it. */
export async function exportMlflow(workspace: Workspace, target: MlflowTarget): Promise<ExportSummary> {
  return createTracker(workspace, target)({ report: true });
}

/** Sends what a workspace holds at each call, in one session until there is trouble: then the next call looks what arrived. */
export function createTracker(
  workspace: Workspace,
  { server, experiment, redact }: MlflowTarget,
): (options: { readonly report: boolean }) => Promise<ExportSummary> {
  let session: MlflowSession | null = null;
  let recorded: RecordedRun | null = null;
  return async ({ report }) => {
    recorded = await openRecordedRun(workspace, recorded);
    const { run } = recorded;
    const before = session;
    session = null;
    const at = before ?? (await openSession({ server, experiment: experiment ?? run.skill.name, run_id: run.run_id }));
    const summary = await sendRun(at, recorded, { redact, report });
    session = at;
    return summary;
  };
}

async function sendRun(
  session: MlflowSession,
  recorded: RecordedRun,
  options: CampaignOptions,
): Promise<ExportSummary> {
  const { workspace } = recorded;
  const campaign = await session.send(await campaignRun(recorded, options));
  let [sent, unchanged, pending] = [0, 0, 0];
  for (const state of recorded.iterations) {
    if (session.has(state.number)) continue;
    // While a run is at work, the report of what it just decided may be on its way.
    const isAwaited = !options.report && !(await exists(workspace.iteration(state.number).report));
    const made = isAwaited ? null : await iterationRun(recorded, state, options.redact);
    if (made === null) pending += 1;
    else if (await session.send(made)) sent += 1;
    else unchanged += 1;
  }
  return {
    written: { campaigns: campaign ? 1 : 0, iterations: sent },
    skipped: { unchanged, pending, test_split_evals: recorded.sealed },
    warnings: [...readingWarnings(recorded), ...session.warnings()],
  };
}
