import { z } from 'zod';
import { textSizeSchema } from '../guardrails.ts';
import { usageSchema } from './usage.ts';

/** The improver's structured answer. */
export const improverAnswerSchema = z.object({
  changelog: z.string(),
  hypothesis: z.string().default(''),
  expected_flips: z.array(z.string()).default([]),
});
export type ImproverAnswer = z.infer<typeof improverAnswerSchema>;

/** `proposal.json`: what the improver changed and why. Written after `candidate/`, so its presence means the proposal is whole. */
export const proposalSchema = z.object({
  schema_version: z.literal(1),
  iteration: z.number().int().nonnegative(),
  parent: z.string(),
  /** Those that were proposed side by side from the same parent: the first one's iteration, and how many there are. */
  batch: z.object({ first: z.number().int().positive(), size: z.number().int().positive() }),
  /** Which way of looking at the failures the improver was asked for; null where it was free. */
  angle: z.string().nullable(),
  changelog: z.string(),
  hypothesis: z.string(),
  expected_flips: z.array(z.string()),
  files_changed: z.array(z.string()),
  tree_hash: z.string(),
  /** The edit only removes lines. */
  shrinks: z.boolean(),
  /** Of its SKILL.md; null in what earlier versions wrote. */
  skill_size: textSizeSchema.nullable().default(null),
  prompt_sha256: z.string().nullable(),
  usage: usageSchema,
  duration_ms: z.number().nonnegative(),
  /** Set when the candidate is dropped before any trial, in the fixed grammar of reasons. */
  rejected: z.string().nullable(),
});
export type Proposal = z.infer<typeof proposalSchema>;
