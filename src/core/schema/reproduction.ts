import { z } from 'zod';
import { agentIdentitySchema, OUTCOMES } from './trial.ts';

const share = z.number().min(0).max(1).nullable();

/** An agent as it was asked for, and who that is. */
const askedAgentSchema = z.object({ spec: z.string(), identity: agentIdentitySchema });

/** `request.json` of a reproduction: what is measured again, by whom and where; fixed before its first trial. */
export const reproductionRequestSchema = z.object({
  schema_version: z.literal(1),
  /** Counts the reproductions of a run, from 1; its trials lie in `passes/reproduce-K/iteration-N/`. */
  number: z.number().int().positive(),
  iteration: z.number().int().nonnegative(),
  /** Of the skill without its evals. */
  tree_hash: z.string(),
  executor: askedAgentSchema,
  /** Of a run with several: the executors after the first, in their order. */
  further: z.array(askedAgentSchema).optional(),
  judge: askedAgentSchema,
  /** Those that the recorded score rests on; of an iteration without one, all that have ended. */
  trials: z.array(z.object({ eval_id: z.string(), trial: z.number().int().positive() })).min(1),
  /** The machine and the program, as `environment.json` names them, in which it began. */
  environment: z.record(z.string(), z.string()),
  /** What agents were given otherwise than the recorded ones: content addresses of the first such trial of an eval. */
  given: z.array(
    z.object({ eval_id: z.string(), role: z.enum(['executor', 'judge']), recorded: z.string(), now: z.string() }),
  ),
  started_at: z.string(),
});
export type ReproductionRequest = z.infer<typeof reproductionRequestSchema>;

export const REPRODUCTION_VERDICTS = ['same', 'within_noise', 'beyond_noise'] as const;
/** null: one of the two scores is not known. */
const verdict = z.enum(REPRODUCTION_VERDICTS).nullable();
export type ReproductionVerdict = z.infer<typeof verdict>;

/**
 * `reproduction.json`: what came out beside what is recorded. Scores are 0–1. `noise` is what two such measurements of
 * the same skill differ by at most in 95 of 100 cases, as rule race expects it.
 */
export const reproductionSchema = reproductionRequestSchema.extend({
  /** The score of the iteration's row, and the same computed from the new trials; null where too little was measured. */
  recorded: share,
  score: share,
  /** Now less recorded, over the evals that were measured both times. */
  difference: z.number().min(-1).max(1).nullable(),
  noise: z.number().nonnegative().nullable(),
  verdict,
  evals: z.array(
    z.object({
      eval_id: z.string(),
      trials: z.number().int().positive(),
      recorded: share,
      score: share,
      noise: z.number().nonnegative().nullable(),
      verdict,
    }),
  ),
  /** What is not as it is recorded, beside the score. */
  differs: z.array(z.object({ what: z.string(), recorded: z.string().nullable(), now: z.string().nullable() })),
  /** New trials without a score. */
  unmeasured: z.array(z.object({ eval_id: z.string(), trial: z.number().int(), outcome: z.enum(OUTCOMES) })),
});
export type ReproductionRecord = z.infer<typeof reproductionSchema>;
