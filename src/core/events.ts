import { z } from 'zod';
import { estimatedSchema } from './schema/estimated.ts';
import { ACTIONS } from './schema/row.ts';
import { STOP_REASONS } from './schema/run.ts';
import { ERROR_KINDS, OUTCOMES, ROLES } from './schema/trial.ts';
import { usageSchema } from './schema/usage.ts';

const at = z.iso.datetime({ offset: true });
const iteration = z.number().int().nonnegative();
const trialPlace = { iteration, eval_id: z.string(), trial: z.number().int().positive() };
const callPlace = { iteration, eval_id: z.string().nullable(), trial: z.number().int().nullable() };

/** What a warning is about: how the skill or its evals are written, evals that an agent changed, a view that broke, a judge of its own work, a limit that is broken or cannot be held, a cap that is nearly used up. */
export const WARNING_KINDS = [
  'skill',
  'foreign_skill',
  'script',
  'evals',
  'evals_changed',
  'verbatim_expectation',
  'display',
  'judge',
  'guardrail',
  'budget',
  'call_cost',
] as const;

/** What happens in a run, in the order in which it happens; the lines of `events.jsonl`. `at` is UTC. */
export const runEventSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('run_started'),
    at,
    run_id: z.string(),
    skill: z.string(),
    resumed: z.boolean(),
    /** Absent in what earlier versions wrote, which had none. */
    sandbox: z.string().default('none'),
  }),
  z.object({
    event: z.literal('iteration_started'),
    at,
    iteration,
    incumbent: z.string().nullable(),
    /** Those that decide. */
    evals: z.array(z.string()),
    /** Trials after which the iteration is judged for the first time. Absent in what earlier versions wrote. */
    first_look: z.number().int().nonnegative().optional(),
  }),
  /** Written and flushed before the call starts, so that a call that never ended is known to have been paid. */
  z.object({
    event: z.literal('call_started'),
    at,
    call: z.string(),
    role: z.enum(ROLES),
    /** `iteration`, or the pass that it belongs to, such as `final-3`. Absent in what earlier versions wrote. */
    purpose: z.string().default('iteration'),
    ...callPlace,
    attempt: z.number().int().positive(),
    /** What the call may cost, as the dearest of its role so far did. Counts in the call's place if it never ends. */
    reserved: z
      .object({ cost_usd: z.number().nullable(), tokens: z.number().nullable() })
      .default({ cost_usd: null, tokens: null }),
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
  /** A process that we started, and that is gone with all that it started. */
  z.object({
    event: z.literal('process_run'),
    at,
    purpose: z.enum(['agent', 'check', 'git']),
    /** null for one that belongs to no call. */
    call: z.string().nullable(),
    /** Inside of the sandbox, secrets taken out, long arguments cut. */
    argv: z.array(z.string()),
    /** The kind of folder that it worked in. */
    cwd: z.enum(['work', 'home', 'skill', 'other']),
    end: z.enum(['exited', 'timeout', 'aborted', 'not_started']),
    exit_code: z.number().int().nullable(),
    signal: z.string().nullable(),
    duration_ms: z.number().nonnegative(),
  }),
  /** What an edit did to the files of the skill; `bytes` and `sha256` of what is there now, null for what is not. */
  z.object({
    event: z.literal('candidate_changed'),
    at,
    iteration,
    files: z.array(
      z.object({
        path: z.string(),
        change: z.enum(['added', 'changed', 'removed']),
        bytes: z.number().int().nonnegative().nullable(),
        sha256: z.string().nullable(),
      }),
    ),
    /** Changes beyond those that are listed. */
    more: z.number().int().nonnegative(),
  }),
  z.object({
    event: z.literal('trial_ended'),
    at,
    ...trialPlace,
    outcome: z.enum(OUTCOMES),
    kind: z.enum(ERROR_KINDS).nullable(),
    passed: z.number().int().nullable(),
    total: z.number().int().nullable(),
    /** Of a trial that belongs to no iteration: the pass, such as `final-3`; `iteration` is then the version's. */
    purpose: z.string().optional(),
    /** It was taken over from another run, so that nothing was paid for it. */
    reused: z.boolean().optional(),
  }),
  /** A pass that belongs to no iteration, such as a final one. */
  z.object({
    event: z.literal('pass_started'),
    at,
    purpose: z.string(),
    pass: z.number().int().positive(),
    trials: z.number().int().nonnegative(),
  }),
  /** A call waits for its agent's service, which asked for less; told at most once a minute. */
  z.object({ event: z.literal('waiting'), at, agent: z.string(), left_ms: z.number().nonnegative() }),
  /** What chance does to these evals, known once the baseline is; differences of scores, 0–1. */
  z.object({
    event: z.literal('noise'),
    at,
    evals: z.number().int().positive(),
    one_pass: z.number().nonnegative(),
    /** Final passes of each version that are planned. */
    passes: z.number().int().nonnegative(),
    /** The smallest gain that they can show; null for none. */
    smallest_gain: z.number().nonnegative().nullable(),
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
    /** For what rule `race` counts what was measured; absent where nothing was run, and under another rule. */
    counted: estimatedSchema.optional(),
  }),
  /** `kind` is absent in what earlier versions wrote. */
  z.object({ event: z.literal('warning'), at, message: z.string(), kind: z.enum(WARNING_KINDS).optional() }),
  z.object({ event: z.literal('run_stopped'), at, stop_reason: z.enum(STOP_REASONS) }),
]);
export type RunEvent = z.infer<typeof runEventSchema>;
export type ProcessRun = Extract<RunEvent, { event: 'process_run' }>;

/** A sign of life of a call under way. Shown, never stored. */
export interface Activity {
  readonly event: 'activity';
  readonly at: string;
  readonly call: string;
  readonly iteration: number;
  readonly eval_id: string | null;
  readonly what: string;
}

/** What is believed of a candidate that is not decided yet. Shown, never stored. */
export interface Belief {
  readonly event: 'belief';
  readonly iteration: number;
  /** How probable it is that the candidate is better than the incumbent. */
  readonly p_better: number;
  /** Deciding evals that were looked at, of all there are. */
  readonly evals_seen: number;
  readonly evals_total: number;
}

/** The incumbent as a start finds it, and as it is after each decision. Shown, never stored. */
export interface Standing {
  readonly event: 'standing';
  /** The incumbent's version. */
  readonly best: string;
  /** The cell of its score. */
  readonly score: string;
  /** The standard deviation of what is believed of that score, 0–1; null under a rule that believes nothing. */
  readonly sd: number | null;
}

/** Everything that a listener of a run is told. */
export type LoopEvent = RunEvent | Activity | Belief | Standing;
