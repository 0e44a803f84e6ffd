import type { Agent } from '../agents/port.ts';
import { boundsOf } from '../core/budget.ts';
import { agentsAt } from '../core/epochs.ts';
import { UserError } from '../core/errors.ts';
import { type RunRecord, runRecordSchema, stateSchema } from '../core/schema/run.ts';
import { trialsAPass } from '../core/schema/suite.ts';
import type { AgentIdentity } from '../core/schema/trial.ts';
import { acquireLock } from '../platform/lock.ts';
import { openSandbox } from '../platform/sandbox/open.ts';
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
import { hiddenFolders } from './hidden-folders.ts';
import { openCanaries } from './open-canaries.ts';
import { planRegrade, type RegradeJudge, type RegradePlan } from './regrade.ts';
import { runScheduler } from './run-scheduler.ts';
import { shielded } from './shielded.ts';
import { readSuiteOfRun } from './suite-of-run.ts';
import { tell } from './tell.ts';

/** What is needed to grade what a workspace holds; neither its skill nor its executor has to be there any more. */
export interface RegradeOpening extends OfThisStart {
  readonly workspace: Workspace;
  /** null: that of the run. */
  readonly judge: string | null;
  /** null: as the run had it. */
  readonly concurrency: number | null;
}

/** What every start of the program brings along, whatever it is for. */
type OfThisStart = Pick<
  CampaignRequest,
  | ('defaultLimits' | 'passEnv' | 'environment' | 'commandEnvironment' | 'programVersion')
  | ('redact' | 'clock' | 'stop' | 'createAgent' | 'emit')
>;

export interface OpenRegrade {
  readonly campaign: Campaign;
  readonly judge: RegradeJudge;
  /** Releases the workspace. */
  close(): Promise<void>;
}

/** Takes a workspace, ends what a killed run left behind in it, and asks who the judge is. */
export async function openRegrade(opening: RegradeOpening): Promise<OpenRegrade> {
  const { workspace, clock } = opening;
  const run = await runIn(workspace);
  const lock = await acquireLock(workspace.lock, clock);
  try {
    await endMarked(run.run_id);
    await sweepScratch(run.run_id);
    await sweepHalfWritten(workspace, await readRunState(workspace));
    return { ...(await open(opening, run)), close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What a regrade would do, and how often the judge is asked about each trial. Reads only, and asks who the judge is. */
export async function previewRegrade(
  opening: Pick<RegradeOpening, 'workspace' | 'judge' | 'clock' | 'createAgent'>,
): Promise<RegradePlan & { readonly votes: number }> {
  const { workspace, clock } = opening;
  const run = await runIn(workspace);
  const { judge } = await judgeFor(opening, run);
  const { open: evals } = await readSuiteOfRun(workspace, run);
  return { ...(await planRegrade({ workspace, evals }, judge, clock.now())), votes: run.config.judge_votes };
}

async function runIn(workspace: Workspace): Promise<RunRecord> {
  const run = await readRecord(workspace.run, runRecordSchema);
  if (run !== null) return run;
  throw new UserError('usage', `${workspace.root} holds no run of skillratchet, so nothing can be graded anew.`);
}

async function judgeFor(
  { judge: asked, createAgent }: Pick<RegradeOpening, 'judge' | 'createAgent'>,
  run: RunRecord,
): Promise<{ readonly grader: Agent; readonly judge: RegradeJudge }> {
  const judge_spec = asked ?? run.config.judge;
  const grader = createAgent(judge_spec);
  return {
    grader,
    judge: { judge_spec, judge: await grader.identify(), judge_before: agentsAt(run, Number.POSITIVE_INFINITY).judge },
  };
}

/** The run as if that judge had graded all of it. */
function judgedBy(run: RunRecord, judge: AgentIdentity): RunRecord {
  const epochs = run.epochs.map(({ from, agents }) => ({ from, agents: { ...agents, judge } }));
  return { ...run, agents: { ...run.agents, judge }, epochs };
}

async function open(opening: RegradeOpening, stored: RunRecord): Promise<Omit<OpenRegrade, 'close'>> {
  const { workspace, createAgent, clock, passEnv, environment, commandEnvironment, programVersion, redact, stop } =
    opening;
  const { config, skill } = stored;
  const { grader, judge } = await judgeFor(opening, stored);
  const run = judgedBy(stored, judge.judge);
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
  await guardEvals({ ...told, workspace, run });
  const { open: evals, canary } = await readSuiteOfRun(workspace, run);
  const limits = await limitsOf(opening, run);
  const v0 = workspace.version('v0');
  const campaign: Campaign = {
    ...told,
    ...{ workspace, evals, run, limits, passEnv, commandEnvironment, programVersion, redact, stop },
    skill: await loadSkill(v0, { folderName: skill.name }),
    environment,
    sandbox: await openSandbox(run.config.sandbox, environment.PATH ?? ''),
    hidden: await hiddenFolders([skill.path, workspace.root], environment),
    canaries: await openCanaries({ ...told, workspace, run }, canary),
    suiteRootOf: () => v0,
    reuse: null,
    bounds: boundsOf(limits, config.rule, trialsAPass(evals)),
    agents: { executor: createAgent(config.agent), judge: grader, improver: createAgent(config.improver) },
    scheduler: runScheduler({ ...told, stop }, limits.concurrency),
  };
  return { campaign, judge };
}

/** What is graded anew is bounded by what there is; the caps of the climb are none of its. */
async function limitsOf({ workspace, concurrency, defaultLimits }: RegradeOpening, { config }: RunRecord) {
  const known = (await readRecord(workspace.state, stateSchema))?.limits ?? defaultLimits(config.rule);
  const uncapped = { max_trials: null, max_cost_usd: null, max_tokens: null, max_time_ms: null };
  return { ...known, ...uncapped, concurrency: concurrency ?? known.concurrency };
}
