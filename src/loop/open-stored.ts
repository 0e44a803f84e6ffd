import type { Agent } from '../agents/port.ts';
import { boundsOf } from '../core/budget.ts';
import { UserError } from '../core/errors.ts';
import { type Limits, type RunRecord, runRecordSchema, stateSchema } from '../core/schema/run.ts';
import { trialsAPass } from '../core/schema/suite.ts';
import type { Role } from '../core/schema/trial.ts';
import { acquireLock } from '../platform/lock.ts';
import { openSandbox } from '../platform/sandbox/open.ts';
import { withReadable } from '../platform/sandbox/port.ts';
import { sweepScratch } from '../platform/scratch.ts';
import { endMarked } from '../platform/sweep.ts';
import { sweepHalfWritten } from '../store/half-written.ts';
import { openJournal } from '../store/journal.ts';
import type { Workspace } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { readRunState } from '../store/run-state.ts';
import { loadSkill } from '../store/skill.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignRequest } from './campaign-request.ts';
import { guardEvals } from './guard-evals.ts';
import { checkEnvironment, checkReadable, hiddenFolders } from './hidden-folders.ts';
import { openCanaries } from './open-canaries.ts';
import { runScheduler } from './run-scheduler.ts';
import { shielded } from './shielded.ts';
import { readSuiteOfRun } from './suite-of-run.ts';
import { createTables } from './tables.ts';
import { tell } from './tell.ts';

/** What every start of the program brings along, whatever it is for. */
export interface StoredOpening
  extends Pick<
    CampaignRequest,
    | ('defaultLimits' | 'passEnv' | 'environment' | 'commandEnvironment' | 'programVersion' | 'readable')
    | ('redact' | 'clock' | 'stop' | 'createAgent' | 'emit')
  > {
  readonly workspace: Workspace;
}

/** Who works this time, within which bounds, and the run as if that had always been so; nothing of it is stored. */
export interface StoredCast {
  readonly run: RunRecord;
  readonly agents: Readonly<Record<Role, Agent>>;
  /** Executors after the first, by their names within the run. */
  readonly further: ReadonlyMap<string, Agent>;
  readonly limits: Limits;
}

export interface OpenStored<Cast> {
  readonly campaign: Campaign;
  readonly cast: Cast;
  /** Releases the workspace. */
  close(): Promise<void>;
}

/**
 * Takes a workspace for work on what it holds, and ends what a killed run left behind in it. Neither its skill nor the
 * agents it was run with have to be there any more; `castFor` says who works.
 */
export async function openStored<Cast extends StoredCast>(
  opening: StoredOpening,
  castFor: (run: RunRecord) => Promise<Cast>,
): Promise<OpenStored<Cast>> {
  const { workspace, clock } = opening;
  const run = await runIn(workspace);
  const lock = await acquireLock(workspace.lock, clock);
  try {
    await endMarked(run.run_id);
    await sweepScratch(run.run_id);
    await sweepHalfWritten(workspace, await readRunState(workspace));
    const cast = await castFor(run);
    return { campaign: await campaignOf(opening, run, cast), cast, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The run of a workspace; a UserError `usage` where there is none. */
export async function runIn(workspace: Workspace): Promise<RunRecord> {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run !== null) return run;
  throw new UserError('usage', `${workspace.root} holds no run of skillratchet, so nothing of it can be done again.`);
}

/** The limits that the run had last. */
export async function limitsIn(
  { workspace, defaultLimits }: Pick<StoredOpening, 'workspace' | 'defaultLimits'>,
  { config }: RunRecord,
): Promise<Limits> {
  return (await readRecord(workspace.state, stateSchema))?.limits ?? defaultLimits(config.rule);
}

async function campaignOf(
  opening: StoredOpening,
  stored: RunRecord,
  { run, agents, further, limits }: StoredCast,
): Promise<Campaign> {
  const { workspace, clock, passEnv, environment, commandEnvironment, programVersion, redact, stop } = opening;
  const { config, skill } = stored;
  const hidden = await hiddenFolders([skill.path, workspace.root], environment);
  await checkEnvironment(environment, hidden);
  await checkReadable(opening.readable ?? [], hidden);
  const journal = await openJournal(workspace.events);
  const emit = shielded((event) => opening.emit(event), { journal, clock });
  const told = { journal, clock, emit };
  await tell(told, {
    event: 'run_started',
    run_id: run.run_id,
    skill: skill.name,
    sandbox: config.sandbox,
    resumed: true,
  });
  await guardEvals({ ...told, workspace, run: stored });
  const { open: evals, canary } = await readSuiteOfRun(workspace, stored);
  const v0 = workspace.version('v0');
  return {
    ...told,
    ...{ workspace, evals, run, limits, agents, further, hidden, environment },
    ...{ passEnv, commandEnvironment, programVersion, redact, stop },
    skill: await loadSkill(v0, { folderName: skill.name }),
    sandbox: withReadable(
      await openSandbox(config.sandbox, environment.PATH ?? '', config.call_limits),
      opening.readable ?? [],
    ),
    canaries: await openCanaries({ ...told, workspace, run: stored }, canary),
    suiteRootOf: () => v0,
    reuse: null,
    bounds: boundsOf(limits, config.rule, trialsAPass(evals)),
    scheduler: runScheduler({ ...told, stop }, limits.concurrency),
    tables: createTables(workspace, run),
  };
}
