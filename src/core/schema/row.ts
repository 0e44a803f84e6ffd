import { z } from 'zod';

export const ACTIONS = ['baseline', 'kept', 'reverted'] as const;
export type Action = (typeof ACTIONS)[number];

const scoreCell = z
  .string()
  .regex(/^(|0|1|0\.\d{1,4})$/, 'a score is empty or a decimal from 0 to 1 with at most 4 places');

/** One row of `results.tsv`. Scores are the cells' texts: rounding happens only here. */
export const rowSchema = z.object({
  iteration: z.number().int().nonnegative(),
  timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
  score: scoreCell,
  best_score: scoreCell,
  action: z.enum(ACTIONS),
  changelog: z.string().min(1),
});
export type Row = z.infer<typeof rowSchema>;
