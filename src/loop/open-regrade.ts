import type { Agent } from '../agents/port.ts';
import { agentsAt } from '../core/epochs.ts';
import type { Limits, RunRecord } from '../core/schema/run.ts';
import type { AgentIdentity } from '../core/schema/trial.ts';
import { agentsOf } from './agents-of.ts';
import type { Campaign } from './campaign.ts';
import { limitsIn, openStored, runIn, type StoredCast, type StoredOpening } from './open-stored.ts';
import { planRegrade, type RegradeJudge, type RegradePlan } from './regrade.ts';
import { readSuiteOfRun } from './suite-of-run.ts';

export interface RegradeOpening extends StoredOpening {
  /** null: that of the run. */
  readonly judge: string | null;
  /** null: as the run had it. */
  readonly concurrency: number | null;
}

export interface OpenRegrade {
  readonly campaign: Campaign;
  readonly judge: RegradeJudge;
  /** Releases the workspace. */
  close(): Promise<void>;
}

/** Takes a workspace to grade what it holds, and asks who the judge is. */
export async function openRegrade(opening: RegradeOpening): Promise<OpenRegrade> {
  const { campaign, cast, close } = await openStored(opening, (run) => castFor(opening, run));
  return { campaign, judge: cast.judge, close };
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

async function castFor(
  opening: RegradeOpening,
  stored: RunRecord,
): Promise<StoredCast & { readonly judge: RegradeJudge }> {
  const { grader, judge } = await judgeFor(opening, stored);
  const { agents, further } = agentsOf(opening, stored.config);
  return {
    run: judgedBy(stored, judge.judge),
    agents: { ...agents, judge: grader },
    further,
    limits: await uncapped(opening, stored),
    judge,
  };
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

/** What is graded anew is bounded by what there is; the caps of the climb are none of its. */
async function uncapped(opening: RegradeOpening, run: RunRecord): Promise<Limits> {
  const known = await limitsIn(opening, run);
  const caps = { max_trials: null, max_cost_usd: null, max_tokens: null, max_time_ms: null };
  return { ...known, ...caps, concurrency: opening.concurrency ?? known.concurrency };
}
