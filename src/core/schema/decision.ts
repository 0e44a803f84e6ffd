import { z } from 'zod';
import { rowSchema } from './row.ts';
import { ERROR_KINDS, OUTCOMES } from './trial.ts';

/** `decision.json`: the verdict on an iteration with every number it rests on, and its row of `results.tsv`. */
export const decisionSchema = z.object({
  schema_version: z.literal(1),
  iteration: z.number().int().nonnegative(),
  decision: z.enum(['keep', 'discard']),
  reason: z.string().min(1),
  is_best: z.boolean(),
  best_before: z.number().nullable(),
  best_after: z.number(),
  rule: z.string(),
  /** What the rule computed with; its own fields. */
  numbers: z.record(z.string(), z.unknown()),
  /** What the rule believes before and after this verdict; read back by the rule itself. */
  standing: z.object({ before: z.unknown(), after: z.unknown() }),
  /**
   * Expectations by `evalId#number`, against the incumbent; `expected` are the improver's predictions, and `flaky` ones
   * both passed and failed among the trials of this iteration.
   */
  flips: z.object({
    fixed: z.array(z.string()),
    broken: z.array(z.string()),
    expected: z.array(z.string()),
    flaky: z.array(z.string()).default([]),
  }),
  unmeasured: z.array(
    z.object({
      eval_id: z.string(),
      trial: z.number().int(),
      outcome: z.enum(OUTCOMES),
      kind: z.enum(ERROR_KINDS).nullable(),
    }),
  ),
  row: rowSchema,
});
export type Decision = z.infer<typeof decisionSchema>;
