import { z } from 'zod';
import { agentIdentitySchema } from './trial.ts';

export const ORIGINS = ['flag', 'environment', 'file', 'default', 'run'] as const;

/** The measurement: what must stay the same for two scores of a run to be comparable. Never changes in a run. */
export const runConfigSchema = z.strictObject({
  agent: z.string(),
  judge: z.string(),
  improver: z.string(),
  rule: z.literal('strict'),
  seed: z.number().int().nonnegative(),
  /** Milliseconds for one agent call. */
  timeout_ms: z.number().int().positive(),
  /** Further attempts after the first, per trial and per judge call. */
  retries: z.number().int().nonnegative(),
  /** Cost cap handed to agents that have one, US dollars a call. */
  max_call_usd: z.number().positive().nullable(),
});
export type RunConfig = z.infer<typeof runConfigSchema>;

/** What bounds a run; may change when it is resumed. null: no bound. */
export const limitsSchema = z.strictObject({
  iterations: z.number().int().nonnegative(),
  max_trials: z.number().int().positive().nullable(),
  max_time_ms: z.number().int().positive().nullable(),
  max_reverts: z.number().int().positive().nullable(),
  concurrency: z.number().int().positive(),
});
export type Limits = z.infer<typeof limitsSchema>;

/** `run.json`: the identity of a run. */
export const runRecordSchema = z.object({
  schema_version: z.literal(1),
  run_id: z.string(),
  skill: z.object({ name: z.string(), path: z.string(), tree_hash: z.string() }),
  evals_sha256: z.string(),
  config: runConfigSchema,
  origins: z.record(z.string(), z.enum(ORIGINS)),
  agents: z.object({ executor: agentIdentitySchema, judge: agentIdentitySchema, improver: agentIdentitySchema }),
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
  'user',
  'agent_unavailable',
  'unmeasured',
  'errors',
] as const;
export type StopReason = (typeof STOP_REASONS)[number];

/** `state.json`: where a run stands. Derived from the other records and rebuilt when missing. */
export const stateSchema = z.object({
  schema_version: z.literal(1),
  phase: z.enum(['baseline', 'propose', 'evaluate', 'decide', 'stopped']),
  iteration: z.number().int().nonnegative(),
  incumbent: z.string().nullable(),
  limits: limitsSchema,
  spend: z.object({
    calls: z.number().int(),
    trials: z.number().int(),
    cost_usd: z.number().nullable(),
    duration_ms: z.number(),
  }),
  stop_reason: z.enum(STOP_REASONS).nullable(),
  warnings: z.array(z.string()),
});
export type State = z.infer<typeof stateSchema>;
