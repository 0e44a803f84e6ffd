import { z } from 'zod';
import { usageSchema } from './usage.ts';

export const ROLES = ['executor', 'judge', 'improver'] as const;
export type Role = (typeof ROLES)[number];

/** How a trial ended. Only `graded` has a score; every other outcome is unmeasured. */
export const OUTCOMES = [
  'graded',
  'agent_error',
  'timeout',
  'judge_error',
  'infra_error',
  'leak',
  'interrupted',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Why an agent call failed. */
export const ERROR_KINDS = [
  'auth',
  'rate_limit',
  'overload',
  'denied',
  'cap',
  'empty',
  'cut',
  'not_loaded',
  'protocol',
  'crash',
  'limit',
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** An agent with everything that can change its answers. */
export const agentIdentitySchema = z.object({
  name: z.string(),
  version: z.string().nullable(),
  model: z.string().nullable(),
});
export type AgentIdentity = z.infer<typeof agentIdentitySchema>;

/** Which skills the agent saw, and whether it used the one under test; null where the agent does not tell. */
export const activationSchema = z.object({
  used: z.boolean().nullable(),
  visible: z.array(z.string()).nullable(),
});
export type Activation = z.infer<typeof activationSchema>;

export const trialErrorSchema = z.object({ kind: z.enum(ERROR_KINDS).nullable(), message: z.string() });
export type TrialError = z.infer<typeof trialErrorSchema>;

/** Where a trial that was not run anew comes from. */
export const cacheHitSchema = z.object({
  run_id: z.string(),
  /** Relative to the workspace that holds the copy. */
  workspace: z.string(),
  iteration: z.number().int().nonnegative(),
  eval_id: z.string(),
});
export type CacheHit = z.infer<typeof cacheHitSchema>;

/** `trial.json`. Written when the executor has ended; `outcome` stays null until the trial is graded or given up. */
export const trialRecordSchema = z.object({
  schema_version: z.literal(1),
  eval_id: z.string(),
  trial: z.number().int().positive(),
  outcome: z.enum(OUTCOMES).nullable(),
  error: trialErrorSchema.nullable(),
  attempts: z.number().int().positive(),
  started_at: z.string(),
  ended_at: z.string(),
  duration_ms: z.number().nonnegative(),
  usage: usageSchema,
  agent: agentIdentitySchema,
  activation: activationSchema,
  deleted_inputs: z.array(z.string()),
  /** Outputs that could not be kept. */
  unreadable_outputs: z.array(z.string()),
  /** Outputs in which a secret was replaced; absent in records of earlier versions. */
  redacted_outputs: z.array(z.string()).default([]),
  /** Large outputs, kept among the blobs of the workspace with a reference in their place; absent in what earlier versions wrote. */
  referenced_outputs: z.array(z.string()).default([]),
  /** Its content address: trials with the same one are the same measurement. null in what earlier versions wrote. */
  key: z.string().nullable().default(null),
  /** null for a trial that was run here. Usage and times are those of the run that paid for it. */
  cache_hit: cacheHitSchema.nullable().default(null),
});
export type TrialRecord = z.infer<typeof trialRecordSchema>;
