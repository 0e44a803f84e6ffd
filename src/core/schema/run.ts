import { z } from 'zod';
import { callLimitsSchema } from '../call-limits.ts';
import { agentNames } from '../cells.ts';
import { guardrailsSchema } from '../guardrails.ts';
import { REQUIREMENTS } from '../referee/agents.ts';
import { CONFIDENCES } from '../referee/race.ts';
import { forkedFromSchema } from './forked-from.ts';
import { SPLITS } from './suite.ts';
import { agentIdentitySchema } from './trial.ts';

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

export const RULES = ['race', 'strict'] as const;
export type RuleName = (typeof RULES)[number];

/** Kinds of walls around what agents and checks start. */
export const SANDBOXES = ['none', 'bwrap', 'container'] as const;
export type SandboxName = (typeof SANDBOXES)[number];

export const ORIGINS = ['flag', 'environment', 'file', 'default', 'run'] as const;

/** The measurement: what must stay the same for two scores of a run to be comparable. Never changes in a run. */
export const runConfigSchema = z.strictObject({
  agent: z.string(),
  /** Executors besides that one: each eval is measured under each of them. */
  further_agents: z.array(z.string()).default([]),
  /** Of several agents: whether an edit is kept that helps on the whole, or only one that hurts none of them besides. */
  require: z.enum(REQUIREMENTS).default('all'),
  judge: z.string(),
  improver: z.string(),
  rule: z.enum(RULES),
  /** Under rule strict: a pass ends as soon as perfect scores on the rest could not save it. */
  early_stop: z.boolean().default(false),
  /** How sure rule race has to be before it keeps. */
  confidence: z.enum(CONFIDENCES),
  /** Candidates that are proposed side by side from the same incumbent. */
  proposals: z.number().int().positive(),
  /** Share of the evals that is set apart for `submit`, and share of the rest that decides; null: none, all. */
  holdout: z.number().gt(0).lt(1).nullable(),
  val: z.number().gt(0).lt(1).nullable(),
  seed: z.number().int().nonnegative(),
  /** Milliseconds for one agent call. */
  timeout_ms: z.number().int().positive(),
  /** Further attempts after the first, per trial and per judge call. */
  retries: z.number().int().nonnegative(),
  /** Cost cap handed to agents that have one, US dollars a call. */
  max_call_usd: z.number().positive().nullable(),
  /** `none`, `bwrap`, `container` or `container:IMAGE`. */
  sandbox: z.string().default('none'),
  /** Whether executors are cut off from the network. */
  offline_trials: z.boolean().default(false),
  /** Judgements of each trial, an odd number; most of them decide. */
  judge_votes: z.number().int().positive().refine(isOdd, 'must be odd').default(1),
  /** A pass whose evidence does not exist is asked for once more, and then counts for nothing. */
  strict_evidence: z.boolean().default(false),
  /** A candidate in whose trial a canary shows up is dropped at once, whatever its other trials gave. */
  leaks_revert: z.boolean().default(false),
  /** An edit that makes a script able to do harm is worth no trial. */
  strict_scripts: z.boolean().default(false),
  /** What no kept edit exceeds, whatever its score. */
  guardrails: guardrailsSchema.nullable().default(null),
  /** What all processes of one call may use together; null: as much as they like. */
  call_limits: callLimitsSchema.nullable().default(null),
});
export type RunConfig = z.infer<typeof runConfigSchema>;

/** The part of it that does not hang on which agents there are. */
export type AgentlessConfig = Omit<RunConfig, 'agent' | 'further_agents' | 'require' | 'judge' | 'improver'>;

/** A whole configuration: everybody is the agent unless another is named. */
export function configWith(agent: string, defaults: AgentlessConfig, given: Partial<RunConfig>): RunConfig {
  return { agent, further_agents: [], require: 'all', judge: agent, improver: agent, ...defaults, ...given };
}

/** Settings that earlier versions did not know, each with the value that says what they did. */
const LATER_SETTINGS: Partial<RunConfig> = {
  further_agents: [],
  require: 'all',
  early_stop: false,
  sandbox: 'none',
  offline_trials: false,
  judge_votes: 1,
  strict_evidence: false,
  leaks_revert: false,
  strict_scripts: false,
  guardrails: null,
  call_limits: null,
};

/** What a hash of a configuration is taken of, so that it stays what it was before there were further settings. */
export function configIdentity(config: RunConfig): Partial<RunConfig> {
  const later: Readonly<Record<string, unknown>> = LATER_SETTINGS;
  const isLater = (key: string, value: unknown) => key in later && JSON.stringify(later[key]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(config).filter(([key, value]) => !isLater(key, value)));
}

/** What the executors of a run are asked for as, the first one first. */
export function executorSpecs({
  agent,
  further_agents,
}: Pick<RunConfig, 'agent' | 'further_agents'>): readonly string[] {
  return [agent, ...further_agents];
}

/** The names of the executors within a run. */
export function agentsIn(config: Pick<RunConfig, 'agent' | 'further_agents'>): readonly string[] {
  return agentNames(executorSpecs(config));
}

/** What bounds a run; may change when it is resumed. null: no bound. */
export const limitsSchema = z.strictObject({
  iterations: z.number().int().nonnegative(),
  max_trials: z.number().int().positive().nullable(),
  max_cost_usd: z.number().positive().nullable().default(null),
  max_tokens: z.number().int().positive().nullable().default(null),
  max_time_ms: z.number().int().positive().nullable(),
  max_reverts: z.number().int().positive().nullable(),
  /** Calls that fail one after the other, retries included; turned away ones wait and do not count. */
  max_errors: z.number().int().positive().nullable().default(null),
  concurrency: z.number().int().positive(),
  /** Fresh passes of the original and of the best version at the end of a climb; null: as many as the noise asks for. */
  final_passes: z.number().int().nonnegative().nullable().default(null),
  /** Whether rule race bounds the climb by itself where `max_trials` does not; asking for iterations lifts that. */
  own_budget: z.boolean().default(true),
  /** Slots that are free start the next block of a candidate before the current one is judged. */
  speculate: z.boolean().default(false),
  /** Bytes above which an output of a trial is kept among the blobs of the workspace; null: all stay with their trials. */
  artifact_bytes: z.number().int().nonnegative().nullable().default(10_000_000),
});
export type Limits = z.infer<typeof limitsSchema>;

/** Who plays which role. */
export const agentsSchema = z.object({
  executor: agentIdentitySchema,
  /** Of a run with several: the executors after the first, in the order of `further_agents`. */
  further: z.array(agentIdentitySchema).optional(),
  judge: agentIdentitySchema,
  improver: agentIdentitySchema,
});

/** `run.json`: the identity of a run. */
export const runRecordSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  skill: z.object({ name: z.string(), path: z.string(), tree_hash: z.string() }),
  evals_sha256: z.string(),
  /** The split of each eval by its id; null: train and val. */
  splits: z.record(z.string(), z.enum(SPLITS).nullable()),
  /** Fingerprint of the suite in `sealed/suite/`; null: there is none. */
  sealed_sha256: z.string().nullable().default(null),
  config: runConfigSchema,
  origins: z.record(z.string(), z.enum(ORIGINS)),
  agents: agentsSchema,
  /** Changes of the agents that measure, each from an iteration on; before the first, `agents` measured. */
  epochs: z.array(z.object({ from: z.number().int().positive(), agents: agentsSchema })),
  /** null: the original is the skill as it was. Absent in what earlier versions wrote. */
  forked_from: forkedFromSchema.nullable().default(null),
  created_at: z.string(),
});
export type RunRecord = z.infer<typeof runRecordSchema>;

export const STOP_REASONS = [
  'ceiling',
  'iterations',
  'reverts',
  'trials',
  'money',
  'tokens',
  'time',
  'unpriced',
  'user',
  'agent_unavailable',
  'unmeasured',
  'errors',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

const spentSchema = z.object({
  calls: z.number().int(),
  cost_usd: z.number().nullable(),
  tokens: z.number().nullable().default(null),
  duration_ms: z.number(),
});

/** `state.json`: where a run stands. Derived from the other records and rebuilt when missing. */
export const stateSchema = z.object({
  schema_version: z.literal(1),
  phase: z.enum(['baseline', 'propose', 'evaluate', 'decide', 'stopped']),
  iteration: z.number().int().nonnegative(),
  incumbent: z.string().nullable(),
  limits: limitsSchema,
  spend: spentSchema.extend({
    trials: z.number().int(),
    /** By role; the time is that of its calls, added up. Absent in what earlier versions wrote. */
    roles: z.object({ executor: spentSchema, judge: spentSchema, improver: spentSchema }).optional(),
  }),
  stop_reason: z.enum(STOP_REASONS).nullable(),
  warnings: z.array(z.string()),
});
export type State = z.infer<typeof stateSchema>;
