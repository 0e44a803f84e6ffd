import { z } from 'zod';

/** What a measured score counts for under rule `race`. */
export const estimatedSchema = z.object({
  /** The score believed of the version, and the standard deviation of that. 0–1. */
  estimate: z.number(),
  estimate_sd: z.number(),
  /** How probable it is that the version is better than the incumbent; null for the baseline. */
  p_better: z.number().nullable(),
  /** Deciding evals that were asked for, of all there are. */
  evals_seen: z.number().int(),
  evals_total: z.number().int(),
});
export type Estimated = z.infer<typeof estimatedSchema>;
