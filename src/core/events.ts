import { z } from 'zod';
import { ACTIONS } from './schema/row.ts';
import { STOP_REASONS } from './schema/run.ts';
import { ERROR_KINDS, OUTCOMES, ROLES } from './schema/trial.ts';
import { usageSchema } from './schema/usage.ts';

const at = z.iso.datetime({ offset: true });
const iteration = z.number().int().nonnegative();
const trialPlace = { iteration, eval_id: z.string(), trial: z.number().int().positive() };
const callPlace = { iteration, eval_id: z.string().nullable(), trial: z.number().int().nullable() };

/** What happens in a run, in the order in which it happens; the lines of `events.jsonl`. `at` is UTC. */
export const runEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('run_started'), at, run_id: z.string(), skill: z.string(), resumed: z.boolean() }),
  z.object({
    event: z.literal('iteration_started'),
    at,
    iteration,
    incumbent: z.string().nullable(),
    evals: z.array(z.string()),
  }),
  /** Written and flushed before the call starts, so that a call that never ended is known to have been paid. */
  z.object({
    event: z.literal('call_started'),
    at,
    call: z.string(),
    role: z.enum(ROLES),
    ...callPlace,
    attempt: z.number().int().positive(),
  }),
  z.object({
    event: z.literal('call_ended'),
    at,
    call: z.string(),
    end: z.enum(['completed', 'failed', 'timeout', 'interrupted']),
    kind: z.enum(ERROR_KINDS).nullable(),
    message: z.string().nullable(),
    usage: usageSchema,
    duration_ms: z.number().nonnegative(),
  }),
  z.object({
    event: z.literal('trial_ended'),
    at,
    ...trialPlace,
    outcome: z.enum(OUTCOMES),
    kind: z.enum(ERROR_KINDS).nullable(),
    passed: z.number().int().nullable(),
    total: z.number().int().nullable(),
  }),
  z.object({ event: z.literal('proposed'), at, iteration, changelog: z.string(), rejected: z.string().nullable() }),
  z.object({
    event: z.literal('decided'),
    at,
    iteration,
    action: z.enum(ACTIONS),
    reason: z.string(),
    score: z.string(),
    best_score: z.string(),
    changelog: z.string(),
  }),
  z.object({ event: z.literal('warning'), at, message: z.string() }),
  z.object({ event: z.literal('run_stopped'), at, stop_reason: z.enum(STOP_REASONS) }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;

/** A sign of life of a call under way. Shown, never stored. */
export interface Activity {
  readonly event: 'activity';
  readonly call: string;
  readonly iteration: number;
  readonly eval_id: string | null;
  readonly what: string;
}

/** Everything that a listener of a run is told. */
export type LoopEvent = RunEvent | Activity;
