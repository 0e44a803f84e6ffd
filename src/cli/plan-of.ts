import { resolve } from 'node:path';
import { boundsOf, type Caps, finalPassesPlanned } from '../core/budget.ts';
import { callPrices, type MeasuredCalls } from '../core/call-prices.ts';
import { cellsOf } from '../core/cells.ts';
import type { RunEvent } from '../core/events.ts';
import { finalPassesAhead, type PlanRequest, planOf } from '../core/plan.ts';
import { blockSize } from '../core/referee/race/order.ts';
import { type AgentlessConfig, agentsIn, type Limits, type RunConfig, stateSchema } from '../core/schema/run.ts';
import {
  decidingEvals,
  type EvalCase,
  openEvals,
  teachingEvals,
  trialsAPass,
  trialsOfBaseline,
  ungradedEvals,
} from '../core/schema/suite.ts';
import { ROLES } from '../core/schema/trial.ts';
import { assignSplits, withSplits } from '../core/splits.ts';
import { suiteNoise } from '../core/suite-noise.ts';
import { committed, type Tally, tallyOf } from '../core/tally.ts';
import { judgedExpectations } from '../evals/grading.ts';
import { loadSuite } from '../evals/suite.ts';
import { refuseCommands } from '../evals/suite-commands.ts';
import { checkAgents, checkPayable, checkRule, proposalsFor } from '../loop/check-settings.ts';
import { noisyScores } from '../loop/tell-noise.ts';
import type { RunPlan } from '../report/plan.ts';
import { findWorkspace } from '../store/find-workspace.ts';
import { readEvents } from '../store/journal.ts';
import { defaultWorkspace, type Workspace, workspaceAt } from '../store/layout.ts';
import { readRecord } from '../store/records.ts';
import { decisionsOf, readRunState } from '../store/run-state.ts';
import { loadSkill } from '../store/skill.ts';
import { defaultConfig, defaultLimits } from './defaults.ts';
import { configOf, limitsOf, type MeasureFlags, moreIterationsOf } from './options.ts';
import type { Shell } from './shell.ts';

/** What is planned: a climb, the baseline alone, or a person's own edit. */
export type Planned = 'improve' | 'eval' | 'try';

export interface PlanOptions {
  readonly flags: MeasureFlags;
  readonly what: Planned;
  /** The workspace of another run whose calls are taken as measured. */
  readonly from: string | undefined;
}

/** What a run of the skill will take as the flags stand. Reads only. Throws a UserError for what the run itself would refuse. */
export async function readPlan(shell: Shell, skillDir: string, options: PlanOptions): Promise<RunPlan> {
  const { flags, what } = options;
  const skill = await loadSkill(resolve(shell.cwd, skillDir));
  const { evals: all } = await loadSuite(skill.dir, flags);
  if (flags.checkCommands === 'refuse') refuseCommands(all);
  const root = flags.workspace === undefined ? defaultWorkspace(skill.dir) : resolve(shell.cwd, flags.workspace);
  const workspace = workspaceAt(root);
  const state = await readRunState(workspace);
  const rule = state.run?.config.rule ?? flags.rule ?? defaultConfig().rule;
  const limits = await limitsFor(workspace, { rule, flags, decided: decisionsOf(state).length, what });
  const config = state.run?.config ?? newConfig(flags, rule, limits);
  checkRule(config, all);
  const splits = state.run?.splits ?? assignSplits(all, { ...config, difficulty: new Map() });
  const [agent = '', ...further_agents] = flags.agent ?? [];
  checkAgents({ agent, further_agents });
  const agents = agentsIn(state.run?.config ?? { agent, further_agents });
  const evals = cellsOf(openEvals(withSplits(all, splits)), agents);
  const events = await readEvents(workspace.events);
  const tally = tallyOf(events);
  if (tally.roles.executor.started === 0 && what === 'improve') checkPayable({ limits, run: { config }, evals });
  const decided = decisionsOf(state).length;
  const request = requestFor({ config, limits, evals, tally, decided, what });
  const prices = await pricesIn(shell, options.from, { root, events });
  return {
    ...{ skill: skill.name, workspace: root, rule, proposals: request.proposals, decided, limits },
    ...{ evals: decidingEvals(evals).length, pass: request.pass, most_iterations: request.iterations },
    ...{ measured_in: prices.from, measured: callsIn(prices.measured), timeout_ms: request.timeoutMs },
    plan: planOf({ ...request, measured: prices.measured }),
    noise: decided === 0 ? null : await noiseOf(workspace, evals, request.finalPasses.high),
  };
}

async function noiseOf(workspace: Workspace, evals: readonly EvalCase[], passes: number): Promise<RunPlan['noise']> {
  const scores = await noisyScores(workspace, evals);
  return scores.length === 0 ? null : suiteNoise(scores, passes);
}

interface Prices {
  readonly measured: MeasuredCalls;
  /** The workspace in which calls were measured; null for none. */
  readonly from: string | null;
}

async function pricesIn(
  shell: Shell,
  named: string | undefined,
  own: { readonly root: string; readonly events: readonly RunEvent[] },
): Promise<Prices> {
  const other = named === undefined ? null : await findWorkspace(shell.cwd, named);
  const measured = callPrices(other === null ? own.events : await readEvents(other.events));
  const isMeasured = ROLES.some((role) => measured[role] !== null);
  return { measured, from: isMeasured ? (other?.root ?? own.root) : null };
}

function callsIn({ executor, judge, improver }: MeasuredCalls): RunPlan['measured'] {
  return { executor: executor?.calls ?? 0, judge: judge?.calls ?? 0, improver: improver?.calls ?? 0 };
}

interface Known {
  readonly rule: RunConfig['rule'];
  readonly flags: MeasureFlags;
  readonly decided: number;
  readonly what: Planned;
}

async function limitsFor(workspace: Workspace, { rule, flags, decided, what }: Known): Promise<Limits> {
  const stored = (await readRecord(workspace.state, stateSchema))?.limits;
  const limits = { ...(stored ?? defaultLimits(rule)), ...limitsOf(flags) };
  const before = Math.max(0, decided - 1);
  if (what === 'eval') return { ...limits, iterations: before, final_passes: 0 };
  if (what === 'try') return { ...limits, iterations: before + 1, final_passes: 0 };
  const more = moreIterationsOf(flags);
  return more === null ? limits : { ...limits, iterations: before + more };
}

function newConfig(flags: MeasureFlags, rule: RunConfig['rule'], { concurrency }: Limits): AgentlessConfig {
  return { ...defaultConfig(), proposals: proposalsFor(rule, concurrency), ...configOf(flags) };
}

interface Gathered {
  readonly config: AgentlessConfig;
  readonly limits: Limits;
  readonly evals: readonly EvalCase[];
  readonly tally: Tally;
  readonly decided: number;
  readonly what: Planned;
}

function requestFor({ config, limits, evals, tally, decided, what }: Gathered): Omit<PlanRequest, 'measured'> {
  const { rule, timeout_ms } = config;
  const [pass, deciding] = [trialsAPass(evals), decidingEvals(evals)];
  const { climb, whole } = boundsOf(limits, rule, pass);
  const spent = committed(tally);
  const left = (cap: number | null, used: number) => (cap === null ? null : Math.max(0, cap - used));
  const leftOf: Caps = {
    trials: left(whole.trials, spent.trials),
    cost_usd: left(whole.cost_usd, spent.cost_usd),
    tokens: left(whole.tokens, spent.tokens),
    time_ms: left(whole.time_ms, tally.duration_ms),
  };
  const graded = deciding.reduce((sum, { runs }) => sum + runs, 0);
  const judged = trialsAPass(deciding.filter((one) => judgedExpectations(one).length > 0));
  return {
    rule,
    proposals: what === 'try' ? 1 : config.proposals,
    pass,
    block: rule === 'strict' ? pass : blockSize(deciding.length),
    baseline: decided > 0 ? 0 : trialsOfBaseline(evals),
    ungraded: decided > 0 ? 0 : ungradedEvals(evals).length,
    teaching: teachingEvals(evals).length,
    iterations: Math.max(0, limits.iterations - Math.max(0, decided - 1)),
    maxReverts: limits.max_reverts,
    finalPasses: finalPassesAhead(limits.final_passes, finalPassesPlanned(limits, rule, pass)),
    climbLeft: left(climb.trials, spent.trials),
    wholeLeft: leftOf.trials,
    concurrency: limits.concurrency,
    judged: graded === 0 ? 0 : judged / graded,
    votes: config.judge_votes,
    proposes: what === 'improve',
    timeoutMs: timeout_ms,
    left: leftOf,
  };
}
