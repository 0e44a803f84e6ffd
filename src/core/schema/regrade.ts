import { z } from 'zod';
import { agentIdentitySchema } from './trial.ts';

/** `request.json` of a regrade: what it grades anew, and by whom; fixed before its first grading. */
export const regradeRequestSchema = z.object({
  schema_version: z.literal(1),
  number: z.number().int().positive(),
  /** As it was asked for, and who that is. */
  judge_spec: z.string(),
  judge: agentIdentitySchema,
  /** Who graded before. */
  judge_before: agentIdentitySchema,
  /** Iterations from 0 on that were closed when it began. */
  iterations: z.number().int().positive(),
  started_at: z.string(),
});
export type RegradeRequest = z.infer<typeof regradeRequestSchema>;

const agreement = z.object({
  expectations: z.number().int().nonnegative(),
  same: z.number().int().nonnegative(),
  /** Cohen's, -1 to 1; null where it is not defined. Absent in what earlier versions wrote. */
  kappa: z.number().nullable().optional(),
});

/** `regrade.json`: what came out. */
export const regradeSchema = regradeRequestSchema.extend({
  /** What is not as it was. */
  changed: z.array(z.literal('judge')),
  /** By iteration: the score as its row has it, and as it comes out now (0–1); null where its pass is not whole. */
  scores: z.array(z.object({ iteration: z.number().int(), before: z.string(), score: z.number().nullable() })),
  /** Of the expectations that were graded both times, how many came out the same, by who decides them. */
  agreement: z.object({ judge: agreement, check: agreement }),
  /** Judged expectations that came out otherwise than before. Absent in what earlier versions wrote. */
  differ: z
    .array(
      z.object({
        iteration: z.number().int(),
        eval_id: z.string(),
        trial: z.number().int().positive(),
        /** Of the expectation. */
        number: z.number().int().positive(),
        /** What it comes out as now. */
        passed: z.boolean(),
      }),
    )
    .optional(),
  gradings: z.number().int().nonnegative(),
  /** Trials that could not be graded this time. */
  ungraded: z.array(z.object({ iteration: z.number().int(), eval_id: z.string(), trial: z.number().int().positive() })),
});
export type RegradeRecord = z.infer<typeof regradeSchema>;
