import { z } from 'zod';
import { OUTCOMES } from './trial.ts';

const share = z.number().min(0).max(1);

/**
 * `final.json`: the original and the best version measured afresh, in passes by which nothing was decided. Scores are
 * 0–1, differences -1 to 1; the interval is the paired 95 % one over evals, null where one eval has no spread.
 */
export const finalSchema = z.object({
  schema_version: z.literal(1),
  original: z.string(),
  best: z.string(),
  /** Complete passes of both. */
  passes: z.number().int().positive(),
  /** Evals with a score of both versions: the means of their trials. */
  evals: z.array(
    z.object({
      eval_id: z.string(),
      weight: z.number(),
      original: share,
      best: share,
      trials: z.number().int().positive(),
    }),
  ),
  before: share,
  after: share,
  gain: z.number().min(-1).max(1),
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  unmeasured: z.array(
    z.object({ version: z.string(), eval_id: z.string(), trial: z.number().int(), outcome: z.enum(OUTCOMES) }),
  ),
  /** `original` where the fresh gain is not above zero. */
  recommendation: z.enum(['best', 'original']),
});
export type Final = z.infer<typeof finalSchema>;
