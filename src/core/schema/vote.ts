import { z } from 'zod';

/** One judgement of a trial: what was asked in which order, and what the judge said of each expectation. */
export const voteSchema = z.object({
  /** Of the call; the order follows from it. */
  seed: z.number().int().nonnegative(),
  /** Numbers of the expectations as they were put before the judge. */
  order: z.array(z.number().int().positive()),
  results: z.array(z.object({ number: z.number().int().positive(), passed: z.boolean(), evidence: z.string() })),
});
export type Vote = z.infer<typeof voteSchema>;

/** `votes/N.json`: a judgement that was paid for, kept until the trial is graded. */
export const voteRecordSchema = z.object({
  schema_version: z.literal(1),
  /** The content address of the grading that it is for. */
  key: z.string(),
  /** null where the judge had no usable answer. */
  vote: voteSchema.nullable(),
  /** Why there is none; null where there is one. */
  message: z.string().nullable(),
  feedback: z.object({
    suggestions: z.array(z.object({ assertion: z.string(), reason: z.string() })),
    overall: z.string(),
  }),
  /** Milliseconds that the last call took. */
  ms: z.number().nonnegative(),
});
export type VoteRecord = z.infer<typeof voteRecordSchema>;
