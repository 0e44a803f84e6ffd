import { z } from 'zod';
import { activationSchema, OUTCOMES, trialErrorSchema } from '../../core/schema/trial.ts';
import { usageSchema } from '../../core/schema/usage.ts';
import { chatMessageSchema } from '../litellm.ts';

const seedsSchema = z.array(z.number().int().nonnegative());

/** What is played again of the `result.json` of an exported trial. */
export const trialRecordingSchema = z.object({
  agent_result: z.object({
    n_input_tokens: usageSchema.shape.input_tokens,
    n_cache_tokens: usageSchema.shape.cached_input_tokens,
    n_output_tokens: usageSchema.shape.output_tokens,
    cost_usd: usageSchema.shape.cost_usd,
    metadata: z.object({
      outcome: z.enum(OUTCOMES),
      error: trialErrorSchema.nullable(),
      duration_ms: z.number().nonnegative(),
      activation: activationSchema,
      deleted_inputs: z.array(z.string()),
      run_seed: z.number().int().nonnegative(),
      /** Of the calls that had this answer, or would have had it at the first attempt. */
      seeds: seedsSchema,
    }),
  }),
});
export type TrialRecording = z.infer<typeof trialRecordingSchema>;

/** `verifier/judge.json` of an exported trial. */
export const judgeRecordingSchema = z.object({
  schema_version: z.literal(1),
  answers: z.array(z.object({ seeds: seedsSchema, structured: z.record(z.string(), z.unknown()) })),
});
export type JudgeRecording = z.infer<typeof judgeRecordingSchema>;

/** `proposal.json`; the skill that was proposed lies beside it. */
export const proposalRecordingSchema = z.object({
  schema_version: z.literal(1),
  seeds: seedsSchema,
  /** Why there was no proposal; null where there was one. */
  failure: z.string().nullable(),
  structured: z.object({ changelog: z.string(), hypothesis: z.string(), expected_flips: z.array(z.string()) }),
  usage: usageSchema,
  duration_ms: z.number().nonnegative(),
});
export type ProposalRecording = z.infer<typeof proposalRecordingSchema>;

/** A line of `litellm-trajectory.jsonl`, as far as it is played again. `response_body` is null where nothing was answered. */
export const trajectoryLineSchema = z.object({
  request_body: z.object({ messages: z.array(chatMessageSchema) }),
  response_body: z.object({ choices: z.array(z.object({ message: chatMessageSchema })) }).nullable(),
});
