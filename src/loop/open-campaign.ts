import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Agent } from '../agents/port.ts';
import type { Redact } from '../agents/redact.ts';
import type { LoopEvent } from '../core/events.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import { type Limits, type RunConfig, type RunRecord, stateSchema } from '../core/schema/run.ts';
import { type AgentIdentity, ROLES, type Role } from '../core/schema/trial.ts';
import { loadSuite } from '../evals/suite.ts';
import { refuseCommands } from '../evals/suite-commands.ts';
import { writeJson } from '../platform/atomic.ts';
import type { Clock } from '../platform/clock.ts';
import { acquireLock } from '../platform/lock.ts';
import { sweepScratch } from '../platform/scratch.ts';
import { endMarked } from '../platform/sweep.ts';
import { createScheduler } from '../schedule/scheduler.ts';
import { sweepHalfWritten } from '../store/half-written.ts';
import { openJournal } from '../store/journal.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { decisionsOf, readRunState } from '../store/run-state.ts';
import { loadSkill, type Skill } from '../store/skill.ts';
import type { Campaign, StopControl } from './campaign.ts';
import { freezeOriginal } from './freeze-original.ts';
import { guardEvals } from './guard-evals.ts';
import { checkSameAgents, checkSameConfig, checkSameSkill } from './same-run.ts';
import { shielded } from './shielded.ts';
import { tell } from './tell.ts';
import { checkIterations, checkOurs, checkOutside, removeIfEmpty, setAside } from './workspace-folder.ts';

/** What a caller of the loop decides; everything that is left out is taken from the run on disk, else from the defaults. */
export interface CampaignRequest {
  readonly skillDir: string;
  /** null: beside the skill. */
  readonly workspaceRoot: string | null;
  /** Moves an existing workspace aside and begins anew. */
  readonly restart: boolean;
  readonly config: Partial<RunConfig>;
  /** Where the parts of `config` come from; from flags where nothing is said. */
  readonly origins?: RunRecord['origins'];
  readonly defaults: RunConfig;
  /** Input files of evals that do not exist are warnings. */
  readonly allowMissingFiles?: boolean;
  readonly limits: Partial<Limits>;
  readonly defaultLimits: Limits;
  /** So many iterations more than are decided; null: as the limits say. */
  readonly moreIterations?: number | null;
  readonly passEnv: readonly string[];
  /** The environment of the commands that checks run; null: evals with such checks are refused. */
  readonly commandEnvironment: Readonly<Record<string, string>> | null;
  readonly programVersion: string;
  readonly redact: Redact;
  readonly clock: Clock;
  readonly stop: StopControl;
  createAgent(spec: string): Agent;
  emit(event: LoopEvent): void;
}

export interface OpenCampaign {
  readonly campaign: Campaign;
  /** Releases the workspace. */
  close(): Promise<void>;
}

/** Reads the skill and its evals, takes the workspace, ends what a killed run left behind, and freezes v0 of a new run. */
export async function openCampaign(request: CampaignRequest): Promise<OpenCampaign> {
  const skill = await loadSkill(request.skillDir);
  const workspace = workspaceAt(request.workspaceRoot ?? defaultWorkspace(skill.dir));
  await checkOutside(workspace.root, skill.dir);
  if (request.restart) await restart(request, skill, workspace);
  await checkOurs(workspace.root);
  const made = await mkdir(workspace.root, { recursive: true });
  const lock = await acquireLock(workspace.lock, request.clock);
  try {
    const campaign = await open(request, skill, workspace);
    return { campaign, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    if (made !== undefined) await removeIfEmpty(workspace.root);
    throw error;
  }
}

/** What would stop the new run is found before the old one is moved. */
async function restart(request: CampaignRequest, skill: Skill, workspace: Workspace): Promise<void> {
  await admitSuite(request, skill);
  await setAside(workspace.root, request.clock);
}

/** Refuses evals with which no run can begin. */
async function admitSuite(request: CampaignRequest, skill: Skill): Promise<void> {
  const { evals } = await loadSuite(skill.dir, request);
  if (request.commandEnvironment === null) refuseCommands(evals);
}

async function open(request: CampaignRequest, skill: Skill, workspace: Workspace): Promise<Campaign> {
  const folded = await readRunState(workspace);
  const known = folded.run;
  await checkIterations(workspace, folded);
  const limits = await limitsFor(request, workspace, decisionsOf(folded).length);
  if (known !== null) await sweep(known.run_id);
  await sweepHalfWritten(workspace, folded);
  const run =
    known === null
      ? await beginRun(request, skill, workspace)
      : await resumeRun(request, { skill, workspace, run: known });
  const journal = await openJournal(workspace.events);
  const { passEnv, commandEnvironment, programVersion, redact, clock, stop } = request;
  const emit = shielded((event) => request.emit(event), { journal, clock });
  const told = { journal, clock, emit };
  await tell(told, { event: 'run_started', run_id: run.run_id, skill: run.skill.name, resumed: known !== null });
  await guardEvals({ ...told, workspace, run });
  // What was missing when the run began is missing for good: the evals are frozen.
  const { evals, warnings } = await loadSuite(workspace.version('v0'), { allowMissingFiles: true });
  if (commandEnvironment === null) refuseCommands(evals);
  const shared = { ...told, limits, passEnv, commandEnvironment, programVersion, redact, stop };
  const scheduler = createScheduler(limits.concurrency);
  const campaign = {
    ...shared,
    workspace,
    skill,
    evals,
    run,
    agents: agentsOf(request, run.config),
    scheduler,
  };
  for (const diagnostic of known === null ? [...skill.diagnostics, ...warnings] : []) {
    await tell(campaign, { event: 'warning', message: formatDiagnostic(diagnostic) });
  }
  return campaign;
}

async function limitsFor(request: CampaignRequest, workspace: Workspace, decided: number): Promise<Limits> {
  const state = await readRecord(workspace.state, stateSchema);
  const { moreIterations = null } = request;
  const limits = { ...(state?.limits ?? request.defaultLimits), ...request.limits };
  return moreIterations === null ? limits : { ...limits, iterations: Math.max(0, decided - 1) + moreIterations };
}

/** What a SIGKILL left of an earlier start of this run: its agents' processes and their scratch folders. */
async function sweep(runId: string): Promise<void> {
  await endMarked(runId);
  await sweepScratch(runId);
}

async function beginRun(request: CampaignRequest, skill: Skill, workspace: Workspace): Promise<RunRecord> {
  const { agent = request.defaults.agent } = request.config;
  const config: RunConfig = { ...request.defaults, judge: agent, improver: agent, ...request.config };
  await admitSuite(request, skill);
  const agents = await identify(agentsOf(request, config));
  const frozen = await freezeOriginal(skill, workspace);
  const run: RunRecord = {
    schema_version: 1,
    run_id: randomBytes(6).toString('hex'),
    skill: { name: skill.name, path: skill.dir, tree_hash: frozen.treeHash },
    evals_sha256: frozen.evalsHash,
    config,
    origins: { ...Object.fromEntries(Object.keys(config).map((key) => [key, 'default' as const])), ...request.origins },
    agents,
    created_at: new Date(request.clock.now()).toISOString(),
  };
  await writeJson(workspace.run, run);
  return run;
}

interface Resumed {
  readonly skill: Skill;
  readonly workspace: Workspace;
  readonly run: RunRecord;
}

async function resumeRun(request: CampaignRequest, { skill, workspace, run }: Resumed): Promise<RunRecord> {
  checkSameConfig(run.config, flagsOf(request));
  await checkSameSkill({ skill, workspace, run });
  checkSameAgents(run.agents, await identify(agentsOf(request, run.config)));
  if (run.skill.path === skill.dir) return run;
  const moved = { ...run, skill: { ...run.skill, path: skill.dir } };
  await writeJson(workspace.run, moved);
  return moved;
}

/** What was said for this start; the environment and the configuration file speak to new runs only. */
function flagsOf({ config, origins = {} }: CampaignRequest): Partial<RunConfig> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => (origins[key] ?? 'flag') === 'flag'));
}

function agentsOf(request: CampaignRequest, { agent, judge, improver }: RunConfig): Record<Role, Agent> {
  return {
    executor: request.createAgent(agent),
    judge: request.createAgent(judge),
    improver: request.createAgent(improver),
  };
}

async function identify(agents: Record<Role, Agent>): Promise<Record<Role, AgentIdentity>> {
  const [executor, judge, improver] = await Promise.all(ROLES.map((role) => agents[role].identify()));
  if (executor === undefined || judge === undefined || improver === undefined) throw new Error('a role has no agent');
  return { executor, judge, improver };
}
