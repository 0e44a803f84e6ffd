import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { boundsOf } from '../core/budget.ts';
import { cellsOf } from '../core/cells.ts';
import { UserError } from '../core/errors.ts';
import { formatDiagnostic } from '../core/schema/diagnostic.ts';
import {
  agentsIn,
  configWith,
  executorSpecs,
  type Limits,
  type RuleName,
  type RunConfig,
  type RunRecord,
  runRecordSchema,
  stateSchema,
} from '../core/schema/run.ts';
import { type EvalCase, openEvals, trialsAPass } from '../core/schema/suite.ts';
import { assignSplits, withSplits } from '../core/splits.ts';
import type { SealedSuite } from '../evals/sealed-suite.ts';
import { loadSuite } from '../evals/suite.ts';
import { refuseCommands } from '../evals/suite-commands.ts';
import { writeJson } from '../platform/atomic.ts';
import { acquireLock } from '../platform/lock.ts';
import { openSandbox } from '../platform/sandbox/open.ts';
import { withReadable } from '../platform/sandbox/port.ts';
import { sweepScratch } from '../platform/scratch.ts';
import { endMarked } from '../platform/sweep.ts';
import { plantCanary } from '../store/canary.ts';
import { sweepHalfWritten } from '../store/half-written.ts';
import { openJournal } from '../store/journal.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { decisionsOf, type RunState, readRunState } from '../store/run-state.ts';
import { loadSkill, type Skill } from '../store/skill.ts';
import { agentsOf, identify } from './agents-of.ts';
import { beginEpoch } from './begin-epoch.ts';
import type { Campaign } from './campaign.ts';
import type { CampaignRequest } from './campaign-request.ts';
import { checkAgents, checkOffline, checkRule, proposalsFor } from './check-settings.ts';
import { checkApart, checkForkedSkill, checkSameDraw, checkSameFork, suiteFolder, unpackFork } from './fork.ts';
import { freezeOriginal } from './freeze-original.ts';
import { guardEvals } from './guard-evals.ts';
import { checkEnvironment, checkReadable, hiddenFolders } from './hidden-folders.ts';
import { knownDifficulty } from './known-difficulty.ts';
import { openCanaries } from './open-canaries.ts';
import { refuseSubmitted } from './refuse-submitted.ts';
import { openReuse } from './reuse.ts';
import { runScheduler } from './run-scheduler.ts';
import { checkSameConfig, checkSameSealed, checkSameSkill } from './same-run.ts';
import { readSealed, sealSuite } from './seal-suite.ts';
import { shielded } from './shielded.ts';
import { createTables } from './tables.ts';
import { tell } from './tell.ts';
import { tellStanding } from './tell-standing.ts';
import { warnOfCallCost } from './warn-of-call-cost.ts';
import { warnOfForeignSkills } from './warn-of-foreign-skills.ts';
import { warnOfSize } from './warn-of-guardrails.ts';
import { warnOfOwnJudge } from './warn-of-judge.ts';
import { checkIterations, checkOurs, checkOutside, removeIfEmpty, setAside } from './workspace-folder.ts';

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
  const { fork = null } = request;
  if (fork !== null) {
    await checkApart(fork, workspace.root);
    await checkForkedSkill(fork, skill);
  }
  const apart = [request.skillDir, skill.dir, workspace.root, ...(fork === null ? [] : [fork.workspace.root])];
  const hidden = await hiddenFolders(apart, request.environment);
  await checkEnvironment(request.environment, hidden);
  await checkReadable(request.readable ?? [], hidden);
  await openReuse(workspace.root, request.reuse ?? []);
  const aside = request.restart ? await restart(request, skill, workspace) : null;
  await checkOurs(workspace.root);
  const made = await mkdir(workspace.root, { recursive: true });
  const lock = await acquireLock(workspace.lock, request.clock);
  try {
    const earlier = [...(aside === null ? [] : [aside]), ...(request.reuse ?? [])];
    const campaign = await open({ ...request, earlier }, skill, workspace);
    return { campaign, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    if (made !== undefined) await removeIfEmpty(workspace.root);
    throw error;
  }
}

/** With the workspaces that may tell how hard the evals are: one that was set aside, and those whose trials may be reused. */
type Opening = CampaignRequest & { readonly earlier: readonly string[] };

/** What would stop the new run is found before the old one is moved; where it is now. */
async function restart(request: CampaignRequest, skill: Skill, workspace: Workspace): Promise<string | null> {
  const { evals: known } = await loadSuite(suiteFolder(request.fork ?? null, skill.dir), request);
  if (request.commandEnvironment === null) refuseCommands(known);
  await sealedFor(request, { skill, workspace, known });
  const aside = await setAside(workspace.root, request.clock);
  if (aside !== null) await sweepOf(aside);
  return aside;
}

/** What a killed start left of a run that nobody goes on with. Of one that cannot be read nobody knows. */
async function sweepOf(root: string): Promise<void> {
  try {
    const run = await readRecord(workspaceAt(root).run, runRecordSchema);
    if (run !== null) await sweep(run.run_id);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
}

async function open(request: Opening, skill: Skill, workspace: Workspace): Promise<Campaign> {
  const folded = await readRunState(workspace);
  const known = folded.run;
  checkIterations(workspace, folded);
  const { rule, sandbox: kind, call_limits } = known?.config ?? { ...request.defaults, ...request.config };
  const wall = await openSandbox(kind, request.environment.PATH ?? '', call_limits);
  const sandbox = withReadable(wall, request.readable ?? []);
  const limits = await limitsFor(request, { workspace, rule }, decisionsOf(folded).length);
  if (known !== null) await sweep(known.run_id);
  await sweepHalfWritten(workspace, folded);
  const run =
    known === null
      ? await beginRun(request, skill, workspace)
      : await resumeRun(request, { skill, workspace, run: known, state: folded });
  const journal = await openJournal(workspace.events);
  const { passEnv, environment, commandEnvironment, programVersion, redact, clock, stop } = request;
  const emit = shielded((event) => request.emit(event), { journal, clock });
  const told = { journal, clock, emit };
  await tell(told, {
    event: 'run_started',
    run_id: run.run_id,
    skill: run.skill.name,
    sandbox: run.config.sandbox,
    resumed: known !== null,
  });
  await guardEvals({ ...told, workspace, run });
  // What was missing when the run began is missing for good: the evals are frozen.
  const { evals: all, warnings, canary } = await loadSuite(workspace.version('v0'), { allowMissingFiles: true });
  if (commandEnvironment === null) refuseCommands(all);
  // What is sealed is no part of a campaign: nothing in it could show it to an agent.
  const evals = cellsOf(openEvals(withSplits(all, run.splits)), agentsIn(run.config));
  tellStanding({ run, evals, emit }, decisionsOf(folded));
  const bounds = boundsOf(limits, rule, trialsAPass(evals));
  const shared = { ...told, limits, bounds, passEnv, environment, commandEnvironment, programVersion, redact, stop };
  const scheduler = runScheduler({ ...told, stop }, limits.concurrency);
  const campaign = {
    ...shared,
    workspace,
    skill: await originalSkill(skill, workspace, run),
    evals,
    hidden: await hiddenFolders([request.skillDir, skill.dir, ...workspacesOf(workspace, run)], environment),
    sandbox,
    canaries: await openCanaries({ ...told, workspace, run }, canary),
    suiteRootOf: () => workspace.version('v0'),
    run,
    reuse: await openReuse(workspace.root, request.reuse ?? []),
    ...agentsOf(request, run.config),
    scheduler,
    tables: createTables(workspace, run),
  };
  if (known !== null) return campaign;
  for (const [kind, found] of [['skill', skill.diagnostics] as const, ['evals', warnings] as const]) {
    for (const one of found) await tell(campaign, { event: 'warning', kind, message: formatDiagnostic(one) });
  }
  await warnOfSize(campaign);
  await warnOfForeignSkills(campaign);
  await warnOfOwnJudge(campaign, run, evals);
  await warnOfCallCost(campaign);
  return campaign;
}

/** The name and the description that agents know it by; those of a fork are its version's. */
async function originalSkill(skill: Skill, workspace: Workspace, { forked_from }: RunRecord): Promise<Skill> {
  if (forked_from === null) return skill;
  return { ...(await loadSkill(workspace.version('v0'), { folderName: skill.name })), dir: skill.dir };
}

function workspacesOf({ root }: Workspace, { forked_from }: RunRecord): readonly string[] {
  return forked_from === null ? [root] : [root, forked_from.workspace];
}

async function limitsFor(
  request: CampaignRequest,
  { workspace, rule }: { readonly workspace: Workspace; readonly rule: RuleName },
  decided: number,
): Promise<Limits> {
  const state = await readRecord(workspace.state, stateSchema);
  const { moreIterations = null } = request;
  const limits = { ...(state?.limits ?? request.defaultLimits(rule)), ...request.limits };
  return moreIterations === null ? limits : { ...limits, iterations: Math.max(0, decided - 1) + moreIterations };
}

/** What a SIGKILL left of an earlier start of this run: its agents' processes and their scratch folders. */
async function sweep(runId: string): Promise<void> {
  await endMarked(runId);
  await sweepScratch(runId);
}

async function beginRun(request: Opening, skill: Skill, workspace: Workspace): Promise<RunRecord> {
  const agent = request.config.agent ?? (await request.findAgent());
  const { rule = request.defaults.rule } = request.config;
  const concurrency = request.limits.concurrency ?? request.defaultLimits(rule).concurrency;
  const proposals = proposalsFor(rule, concurrency);
  const config = configWith(agent, { ...request.defaults, proposals }, request.config);
  const { fork = null } = request;
  const { evals: all } = await loadSuite(suiteFolder(fork, skill.dir), request);
  if (request.commandEnvironment === null) refuseCommands(all);
  if (fork !== null) checkSameDraw(fork, config);
  checkRule(config, all);
  checkAgents(config);
  for (const spec of executorSpecs(config)) checkOffline(config, request.createAgent(spec));
  const drawn = async () => assignSplits(all, { ...config, difficulty: await knownDifficulty(request.earlier, all) });
  const splits = fork?.run?.splits ?? (await drawn());
  const sealed = await sealedFor(request, { skill, workspace, known: all });
  const agents = await identify(agentsOf(request, config));
  const original = fork === null ? skill.dir : await unpackFork(fork, workspace, skill.dir);
  const frozen = await freezeOriginal(original, workspace);
  const run: RunRecord = {
    schema_version: 1,
    run_id: randomBytes(6).toString('hex'),
    skill: { name: skill.name, path: skill.dir, tree_hash: frozen.treeHash },
    evals_sha256: frozen.evalsHash,
    splits,
    sealed_sha256: sealed === null ? null : await sealSuite(workspace, sealed),
    config,
    origins: { ...Object.fromEntries(Object.keys(config).map((key) => [key, 'default' as const])), ...request.origins },
    agents,
    epochs: [],
    forked_from: fork?.link ?? null,
    created_at: new Date(request.clock.now()).toISOString(),
  };
  await plantCanary(workspace, run);
  await writeJson(workspace.run, run);
  return run;
}

/** What is remarked of sealed evals is shown and never kept: it might quote them. */
async function sealedFor(
  request: CampaignRequest,
  { skill, workspace, known }: { skill: Skill; workspace: Workspace; known: readonly EvalCase[] },
): Promise<SealedSuite | null> {
  const { sealed: path = null, allowMissingFiles = false } = request;
  if (path === null) return null;
  return readSealed({ path, skillDir: skill.dir, workspaceRoot: workspace.root, known, allowMissingFiles });
}

interface Resumed {
  readonly skill: Skill;
  readonly workspace: Workspace;
  readonly run: RunRecord;
  readonly state: RunState;
}

async function resumeRun(request: CampaignRequest, { skill, workspace, run, state }: Resumed): Promise<RunRecord> {
  if (request.afterSubmit !== true) await refuseSubmitted(workspace);
  if (request.fork != null) checkSameFork(run, request.fork);
  checkSameConfig(run.config, flagsOf(request));
  if (request.sealed != null) await checkSameSealed({ path: request.sealed, workspace, run });
  await checkSameSkill({ skill, workspace, run });
  const now = await beginEpoch({ workspace, run, state }, await identify(agentsOf(request, run.config)));
  if (run.skill.path === skill.dir) return now;
  const moved = { ...now, skill: { ...now.skill, path: skill.dir } };
  await writeJson(workspace.run, moved);
  return moved;
}

/** What was said for this start; the environment and the configuration file speak to new runs only. */
function flagsOf({ config, origins = {} }: CampaignRequest): Partial<RunConfig> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => (origins[key] ?? 'flag') === 'flag'));
}
