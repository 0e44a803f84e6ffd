import { z } from 'zod';
import { OUTCOMES } from './trial.ts';

const interval = z.object({ low: z.number(), high: z.number() }).nullable();
const share = z.number().min(0).max(1);
const amount = z.number().nonnegative().nullable();

/** The arm without a skill, by its name and its folder. */
export const NO_SKILL = 'none';

const armSchema = z.object({
  /** As it was asked for: `none`, `v0`, `best`, `vN`. */
  name: z.string(),
  /** null: no skill is installed. */
  version: z.string().nullable(),
});
export type Arm = z.infer<typeof armSchema>;

/** `request.json` of a comparison of arms, fixed before its first trial. */
export const armsRequestSchema = z.object({
  schema_version: z.literal(1),
  /** Counts the comparisons of a run, from 1; its trials lie in `passes/arms-K/`. */
  number: z.number().int().positive(),
  arms: z.array(armSchema).min(1),
  /** Of each eval with each arm. */
  trials: z.number().int().positive(),
  started_at: z.string(),
});
export type ArmsRequest = z.infer<typeof armsRequestSchema>;

/**
 * `arms.json`: what each arm scores, uses and takes. Scores are 0–1 and differences -1 to 1, with intervals of 95 % over
 * evals, null where one eval has no spread. Tokens, money (US dollars) and time (milliseconds) are means of one trial; null
 * where an agent does not tell.
 */
export const armsSchema = armsRequestSchema.extend({
  scores: z.array(
    z.object({
      arm: z.string(),
      /** Evals with a measured trial; null as score where there is none. */
      evals: z.number().int().nonnegative(),
      score: share.nullable(),
      interval,
      /** Measured trials, and those among them that an earlier comparison paid for. */
      measured: z.number().int().nonnegative(),
      reused: z.number().int().nonnegative(),
      tokens: amount,
      cost_usd: amount,
      duration_ms: amount,
    }),
  ),
  /** Mean score of each eval, one for each arm in their order. */
  evals: z.array(z.object({ eval_id: z.string(), weight: z.number(), scores: z.array(share.nullable()) })),
  /** Each later arm against each earlier one, eval by eval. */
  differences: z.array(
    z.object({
      arm: z.string(),
      against: z.string(),
      /** Evals that were measured with both. */
      pairs: z.number().int().positive(),
      gain: z.number(),
      interval,
    }),
  ),
  unmeasured: z.array(
    z.object({ arm: z.string(), eval_id: z.string(), trial: z.number().int(), outcome: z.enum(OUTCOMES) }),
  ),
});
export type ArmsRecord = z.infer<typeof armsSchema>;
