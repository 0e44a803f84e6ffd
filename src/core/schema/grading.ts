import { z } from 'zod';
import { voteSchema } from './vote.ts';

const itemSchema = z.object({
  expectation: z.string(),
  text: z.string(),
  passed: z.boolean(),
  evidence: z.string(),
  /** Of judged ones whether the evidence stands in transcript or outputs, null of checks; absent in what earlier versions wrote. */
  evidence_verified: z.boolean().nullable().optional(),
  source: z.enum(['check', 'judge']),
  check: z.looseObject({ type: z.string() }).optional(),
});
export type GradedExpectation = z.infer<typeof itemSchema>;

const suggestionSchema = z.object({ assertion: z.string(), reason: z.string() });
export type EvalSuggestion = z.infer<typeof suggestionSchema>;

/** `grading.json` as we write it; `expectation` and `text` carry the same string because both names are read by other tools. */
export const gradingSchema = z.object({
  schema_version: z.literal(1),
  /** Its content address: of the trial, the expectations, the checks and the judge. Absent in what earlier versions wrote. */
  key: z.string().optional(),
  summary: z.object({
    pass_rate: z.number().min(0).max(1),
    passed: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
    total: z.number().int().positive(),
  }),
  expectations: z.array(itemSchema),
  eval_feedback: z.object({ suggestions: z.array(suggestionSchema), overall: z.string() }),
  execution_metrics: z.object({
    tool_calls: z.record(z.string(), z.number().int().nonnegative()),
    total_tool_calls: z.number().int().nonnegative(),
    total_steps: z.number().int().nonnegative(),
    errors_encountered: z.number().int().nonnegative(),
    output_chars: z.number().int().nonnegative(),
    transcript_chars: z.number().int().nonnegative(),
  }),
  timing: z.object({
    executor_duration_seconds: z.number().nonnegative(),
    grader_duration_seconds: z.number().nonnegative(),
    total_duration_seconds: z.number().nonnegative(),
  }),
  /** null where no expectation needed a judge; absent in what earlier versions wrote. */
  judge: z
    .object({
      /** Votes that were asked for; of those that were usable, most decide. */
      asked: z.number().int().positive(),
      votes: z.array(voteSchema).min(1),
      /** The share of pairs of votes with the same verdict, 0–1; null for a single vote. */
      agreement: z.number().min(0).max(1).nullable(),
    })
    .nullable()
    .optional(),
  claims: z.array(z.unknown()),
  user_notes_summary: z.object({
    uncertainties: z.array(z.unknown()),
    needs_review: z.array(z.unknown()),
    workarounds: z.array(z.unknown()),
  }),
});
export type Grading = z.infer<typeof gradingSchema>;
