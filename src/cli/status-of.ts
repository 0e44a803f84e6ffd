import { agentResults } from '../core/agent-results.ts';
import { overfit } from '../core/certify.ts';
import type { RunEvent } from '../core/events.ts';
import { type CertificateRecord, certificateSchema } from '../core/schema/certificate.ts';
import { type RunRecord, runRecordSchema, stateSchema } from '../core/schema/run.ts';
import type { SuiteNoise } from '../core/suite-noise.ts';
import { EMPTY_TALLY, foldTally, spendByRole, spendIn } from '../core/tally.ts';
import { lockHolder } from '../platform/lock.ts';
import { overfitText } from '../report/certificate.ts';
import type { RunStatus } from '../report/status.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { isForeign } from '../store/foreign.ts';
import { eachEvent } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import { incumbentAfter } from '../store/run-state.ts';
import { viewedDecisions } from '../store/run-view/decisions.ts';
import { openDoor } from '../store/run-view/door.ts';
import { viewedHeadline } from './headline-in.ts';
import type { Shell } from './shell.ts';
import { type Warn, warnOnce } from './warn-once.ts';

/**
 * Gathers where a run stands, whoever wrote its workspace; its spend is computed from the events, so that it is right in
 * the middle of a run too. What cannot be read is said once. A run may be at work meanwhile. The lock is read first, so
 * that a run which nobody holds has said its last; events are read before decisions, so that no trial of an iteration
 * just decided counts as open.
 */
export async function readStatus(
  shell: Shell,
  named: string | undefined,
  warn: Warn = warnOnce(shell),
): Promise<RunStatus> {
  const workspace = await findWorkspace(shell.cwd, named);
  const door = openDoor(workspace.root, warn);
  const foreign = await isForeign(workspace);
  const held_by = await lockHolder(workspace.lock);
  const told = await toldIn(workspace);
  const run = (foreign ? door.record : door.required)('run.json', runRecordSchema);
  const state = door.record('state.json', stateSchema);
  const [certified, submitted] = [
    door.record('certificate.json', certificateSchema),
    door.record('sealed/certificate.json', certificateSchema),
  ];
  const decided = viewedDecisions({ door, foreign });
  const last = decided.at(-1)?.iteration ?? -1;
  const kept = decided.findLast(({ decision }) => decision === 'keep');
  return {
    workspace: workspace.root,
    run: run === null ? null : identityOf(run),
    held_by,
    state: state === null ? null : { ...state, spend: { ...spendIn(told.tally), roles: spendByRole(told.tally) } },
    best: incumbentAfter(decided),
    by_agent: kept === undefined ? [] : agentResults(kept),
    last: decided.at(-1)?.row ?? null,
    headline: viewedHeadline(door, decided),
    warnings: [...told.warnings, ...(submitted === null ? [] : overfitIn(submitted))],
    certificates: [certified, submitted].flatMap((one) =>
      one === null ? [] : [{ kind: one.kind, verdict: one.verdict, best: one.best }],
    ),
    noise: told.noise === null ? null : noiseOf(told.noise),
    open_trials: [...told.ended].reduce((sum, [at, count]) => sum + (at > last ? count : 0), 0),
  };
}

function identityOf({ run_id, skill, agents, created_at, forked_from }: RunRecord): NonNullable<RunStatus['run']> {
  return { run_id, skill, agents, created_at, forked_from };
}

/** What the journal says; `ended` are the trials that came to their end by their iteration. */
async function toldIn({ events }: Workspace) {
  let tally = EMPTY_TALLY;
  const ended = new Map<number, number>();
  const warnings: Warning[] = [];
  let noise = null as Extract<RunEvent, { event: 'noise' }> | null;
  await eachEvent(events, (event) => {
    tally = foldTally(tally, event);
    warnings.push(...warningsIn(event));
    if (event.event === 'noise') noise = event;
    if (event.event === 'trial_ended') ended.set(event.iteration, (ended.get(event.iteration) ?? 0) + 1);
  });
  return { tally, ended, warnings, noise };
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
