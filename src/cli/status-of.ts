import { agentResults } from '../core/agent-results.ts';
import { overfit } from '../core/certify.ts';
import { UserError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import { type CertificateRecord, certificateSchema } from '../core/schema/certificate.ts';
import { runRecordSchema, stateSchema } from '../core/schema/run.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { EMPTY_TALLY, foldTally, spendByRole, spendIn } from '../core/tally.ts';
import { lockHolder } from '../platform/lock.ts';
import { overfitText } from '../report/certificate.ts';
import type { RunStatus } from '../report/status.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { eachEvent } from '../store/journal.ts';
import { readRecord } from '../store/records.ts';
import { incumbentAfter, readDecided } from '../store/run-state.ts';
import { readHeadline } from './headline-in.ts';
import type { Shell } from './shell.ts';

/**
 * Gathers where a run stands; its spend is computed from the events, so that it is right in the middle of a run too.
 * A run may be at work meanwhile. The lock is read first, so that a run which nobody holds has said its last; events
 * are read before decisions, so that no trial of an iteration just decided counts as open.
 */
export async function readStatus(shell: Shell, named: string | undefined): Promise<RunStatus> {
  const workspace = await findWorkspace(shell.cwd, named);
  const held_by = await lockHolder(workspace.lock);
  let tally = EMPTY_TALLY;
  const ended = new Map<number, number>();
  const warnings: Warning[] = [];
  let noise = null as Extract<RunEvent, { event: 'noise' }> | null;
  await eachEvent(workspace.events, (event) => {
    tally = foldTally(tally, event);
    warnings.push(...warningsIn(event));
    if (event.event === 'noise') noise = event;
    if (event.event === 'trial_ended') ended.set(event.iteration, (ended.get(event.iteration) ?? 0) + 1);
  });
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run === null) {
    throw new UserError('invalid_workspace', `${workspace.root} has no run.json, so nothing is known of its run.`, {
      hint: '`skillratchet log` shows what it holds.',
    });
  }
  const { run_id, skill, agents, created_at, forked_from } = run;
  const state = await readRecord(workspace.state, stateSchema);
  const [certified, submitted] = [
    await readRecord(workspace.certificate, certificateSchema),
    await readRecord(workspace.submission, certificateSchema),
  ];
  const decided = await readDecided(workspace);
  const kept = decided.findLast(({ decision }) => decision === 'keep');
  return {
    workspace: workspace.root,
    run: { run_id, skill, agents, created_at, forked_from },
    held_by,
    state: state === null ? null : { ...state, spend: { ...spendIn(tally), roles: spendByRole(tally) } },
    best: incumbentAfter(decided),
    by_agent: kept === undefined ? [] : agentResults(kept),
    last: decided.at(-1)?.row ?? null,
    headline: await readHeadline(workspace, decided),
    warnings: [...warnings, ...(submitted === null ? [] : overfitIn(submitted))],
    certificates: [certified, submitted].flatMap((one) =>
      one === null ? [] : [{ kind: one.kind, verdict: one.verdict, best: one.best }],
    ),
    noise: noise === null ? null : noiseOf(noise),
    open_trials: [...ended].reduce((sum, [iteration, count]) => sum + (iteration >= decided.length ? count : 0), 0),
  };
}

function noiseOf({ evals, one_pass, passes, smallest_gain }: SuiteNoise): SuiteNoise {
  return { evals, one_pass, passes, smallest_gain };
}

type Warning = RunStatus['warnings'][number];

function warningsIn(event: RunEvent): readonly Warning[] {
  return event.event === 'warning' ? [{ kind: event.kind ?? 'other', message: event.message }] : [];
}

function overfitIn(submitted: CertificateRecord): readonly Warning[] {
  const gap = overfit(submitted);
  return gap === null ? [] : [{ kind: 'overfit', message: overfitText(submitted, gap) }];
}
