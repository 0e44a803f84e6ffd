import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCommandAgent } from '../../src/agents/command/agent.ts';
import { allowedEnvironment, secretValues } from '../../src/agents/environment.ts';
import type { Agent } from '../../src/agents/port.ts';
import { createRedact } from '../../src/agents/redact.ts';
import type { LoopEvent, RunEvent } from '../../src/core/events.ts';
import type { ReproductionRecord } from '../../src/core/schema/reproduction.ts';
import type { AgentlessConfig, Limits, RunConfig } from '../../src/core/schema/run.ts';
import type { Role } from '../../src/core/schema/trial.ts';
import type { StopControl } from '../../src/loop/campaign.ts';
import type { Fork } from '../../src/loop/fork.ts';
import { improve, type RunOutcome } from '../../src/loop/improve.ts';
import { type OpenCampaign, openCampaign } from '../../src/loop/open-campaign.ts';
import { openReproduction } from '../../src/loop/open-reproduction.ts';
import { reproduce } from '../../src/loop/reproduce.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { readEvents } from '../../src/store/journal.ts';
import { type Workspace, workspaceAt } from '../../src/store/layout.ts';
import { SETTINGS } from './run-record.ts';
import { checkVerified } from './verified.ts';
import { type Planted, writeTree } from './write-tree.ts';

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** The path of an agent of `fixtures/agents`. */
export function fixtureAgent(name: string): string {
  return join(FIXTURES, 'agents', `${name}.js`);
}

/** One start of the program on a bench; what is left out is the default. */
export interface Start {
  /** Name of a fixture agent, or the path of a program; it plays all roles that have no agent of their own. */
  readonly agent?: string;
  readonly judge?: string;
  readonly improver?: string;
  readonly config?: Partial<RunConfig>;
  readonly limits?: Partial<Limits>;
  /** Variables of the person's environment; `passed` are handed to the agents. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly passed?: Readonly<Record<string, string>>;
  /** False where checks may run no commands. */
  readonly commands?: boolean;
  /** The version that the agents give as theirs. */
  readonly version?: string;
  readonly restart?: boolean;
  readonly reuse?: readonly string[];
  /** A file of evals outside the skill. */
  readonly sealed?: string;
  /** The start is for a claim. */
  readonly afterSubmit?: boolean;
  readonly workspace?: string;
  readonly fork?: Fork;
  readonly skill?: string;
  readonly stop?: StopControl;
  /** The workspace was altered on purpose, so that it need not verify when this start has ended. */
  readonly tampered?: boolean;
  onEvent?(event: LoopEvent): void;
}

export interface Ran extends RunOutcome {
  /** What this start told its listeners, signs of life left out. */
  readonly events: readonly RunEvent[];
}

/** A skill in a folder of its own, and the workspace beside it. */
export interface Bench {
  readonly skill: string;
  readonly workspace: Workspace;
  open(start?: Start): Promise<OpenCampaign>;
  /** Opens the campaign, climbs and closes it again. */
  improve(start?: Start): Promise<Ran>;
  /** Writes a program of its own that serves roles of the agent protocol; `roles` is the text of an object. */
  agent(name: string, roles: string): Promise<string>;
  /** Columns iteration, score, best_score, action of `results.tsv`, each row joined by blanks. */
  rows(): Promise<readonly string[]>;
  /** Calls of a role that were ever started, of one iteration or of all. */
  calls(role: Role, iteration?: number): Promise<number>;
  events(): Promise<readonly RunEvent[]>;
  json(...path: readonly string[]): Promise<unknown>;
  text(...path: readonly string[]): Promise<string>;
}

/** The skill of the file format's example, four cases of 25 expectations: 0.66, 0.78, 0.72, 0.85. */
export async function planBench(folder: string): Promise<Bench> {
  await cp(join(FIXTURES, 'skills', 'plan'), join(folder, 'plan'), { recursive: true });
  return benchAt(folder);
}

/** A copy of another skill of `fixtures/skills`, by the path of that. */
export async function benchOf(folder: string, skillDir: string): Promise<Bench> {
  const name = basename(skillDir);
  await cp(skillDir, join(folder, name), { recursive: true });
  return benchAt(folder, name);
}

const LINES = ['01', '02', '03', '04'];

/** Case A is decided by checks, case B by the judge. */
export const CHECKED = {
  id: 'a',
  prompt: 'Work through case A.',
  expectations: LINES.map((line) => ({ type: 'file_contains', file: 'result.txt', literal: `[${line}]` })),
};
export const JUDGED = {
  id: 'b',
  prompt: 'Work through case B.',
  expectations: LINES.map((line) => `Line ${line} is done`),
};

/** A skill with two evals: 0.25 at first, 0.5 kept, 0.5 reverted, 0.75 kept, 1. `more` adds or replaces files. */
export async function smallBench(
  folder: string,
  more: Readonly<Record<string, Planted>> = {},
  evals: readonly object[] = [CHECKED, JUDGED],
): Promise<Bench> {
  await writeTree(join(folder, 'plan'), {
    'SKILL.md': skillFollowing('1 1 1 1', '4 8 6 12 14'),
    'evals/evals.json': JSON.stringify({ evals }),
    ...more,
  });
  return benchAt(folder);
}

/** A SKILL.md for the plan agent: lines finished of cases A to D, and of all four together after each step. */
export function skillFollowing(plan: string, steps: string): string {
  return `---\nname: plan\ndescription: Follows a plan.\n---\nplan: ${plan}\nsteps: ${steps}\n`;
}

/** The limits and the seed with which the tests run unless they say otherwise. */
const LIMITS: Limits = {
  iterations: 3,
  max_trials: null,
  max_cost_usd: null,
  max_tokens: null,
  max_time_ms: null,
  max_reverts: 3,
  max_errors: null,
  concurrency: 4,
  final_passes: null,
  own_budget: true,
  speculate: false,
  artifact_bytes: 10_000_000,
};
const DEFAULTS: AgentlessConfig = { ...SETTINGS, timeout_ms: 20_000 };

function benchAt(folder: string, name = 'plan'): Bench {
  const skill = join(folder, name);
  const workspace = workspaceAt(`${skill}-autoresearch`);
  const events = () => readEvents(workspace.events);
  const text = (...path: readonly string[]) => readFile(join(workspace.root, ...path), 'utf8');
  const open = async (start: Start = {}) => {
    const { campaign, close } = await openOn(skill, start);
    const closeVerified = async () => {
      await close();
      if (!start.tampered) await checkVerified(campaign.workspace.root);
    };
    return { campaign, close: closeVerified };
  };
  return {
    skill,
    workspace,
    open,
    events,
    text,
    async improve(start = {}) {
      const heard: RunEvent[] = [];
      const onEvent = (event: LoopEvent) => {
        if ('at' in event && event.event !== 'activity') heard.push(event);
        start.onEvent?.(event);
      };
      const { campaign, close } = await open({ ...start, onEvent });
      try {
        return { ...(await improve(campaign)), events: heard };
      } finally {
        await close();
      }
    },
    async agent(name, roles) {
      const file = join(folder, `${name}.mjs`);
      await mkdir(folder, { recursive: true });
      await writeFile(file, agentText(roles), { mode: 0o755 });
      return file;
    },
    async rows() {
      const [, ...rows] = (await text('results.tsv')).trimEnd().split('\n');
      return rows.map((row) => row.split('\t')).map((cells) => [cells[0], ...cells.slice(2, 5)].join(' '));
    },
    async calls(role, iteration) {
      const started = (await events()).filter((event) => event.event === 'call_started' && event.role === role);
      return started.filter((event) => !iteration || ('iteration' in event && event.iteration === iteration)).length;
    },
    json: async (...path) => JSON.parse(await text(...path)),
  };
}

function openOn(skillDir: string, start: Start): Promise<OpenCampaign> {
  const { agent, judge = agent, improver = agent } = start;
  const roles = { ...(agent && { agent }), ...(judge && { judge }), ...(improver && { improver }) };
  return openCampaign({
    skillDir: start.skill ?? skillDir,
    workspaceRoot: start.workspace ?? null,
    restart: start.restart ?? false,
    sealed: start.sealed ?? null,
    fork: start.fork ?? null,
    afterSubmit: start.afterSubmit ?? false,
    config: { ...roles, ...start.config },
    defaults: DEFAULTS,
    findAgent: async () => 'plan',
    limits: start.limits ?? {},
    reuse: start.reuse ?? [],
    ...broughtAlong(start),
  });
}

/** What every start brings along, whatever it is for. */
function broughtAlong(start: Start) {
  const { passed = {} } = start;
  const environment = { PATH: process.env.PATH ?? '', ...start.environment, ...passed };
  return {
    defaultLimits: () => LIMITS,
    passEnv: Object.keys(passed),
    environment: allowedEnvironment(environment, Object.keys(passed)),
    commandEnvironment: start.commands === false ? null : allowedEnvironment(environment, []),
    programVersion: '0.0.0-test',
    redact: createRedact(secretValues(environment)),
    clock: systemClock,
    stop: start.stop ?? { requested: () => false, abort: new AbortController().signal },
    createAgent: (spec: string) => withVersion(agentNamed(spec, environment), start.version ?? null),
    emit: (event: LoopEvent) => start.onEvent?.(event),
  };
}

/** Measures an iteration of a bench again, by the agents of its run or those of `start`, and closes the workspace. */
export async function reproduceOn(
  { workspace }: Pick<Bench, 'workspace'>,
  iteration: number,
  start: Start = {},
): Promise<ReproductionRecord> {
  const { agent = null, judge = null, limits = {} } = start;
  const opened = await openReproduction({ ...broughtAlong(start), workspace, iteration, agent, judge, limits });
  const record = await reproduce(opened.campaign, { stored: opened.stored, iteration }).finally(opened.close);
  if (!start.tampered) await checkVerified(workspace.root);
  return record;
}

function withVersion(agent: Agent, version: string | null): Agent {
  return {
    ...agent,
    identify: async () => ({ ...(await agent.identify()), version }),
    async run(call) {
      const answer = await agent.run(call);
      return { ...answer, identity: { ...answer.identity, version } };
    },
  };
}

function agentNamed(spec: string, environment: Readonly<Record<string, string>>): Agent {
  const program = spec.includes('/') ? spec : fixtureAgent(spec);
  return createCommandAgent({ program, model: null, environment });
}

function agentText(roles: string): string {
  const from = (name: string) => JSON.stringify(fixtureAgent(name));
  return [
    '#!/usr/bin/env node',
    "import fs from 'node:fs';",
    "import { join } from 'node:path';",
    `import { emit, say, serve } from ${from('demo/protocol')};`,
    `import { planRoles } from ${from('plan-roles')};`,
    `await serve({ ...planRoles, ${roles} });`,
    '',
  ].join('\n');
}

/** The names in a folder that begin with `start`, sorted. */
export async function namesIn(folder: string, start = ''): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => basename(name).startsWith(start)).sort();
}
