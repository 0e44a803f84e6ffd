import { z } from 'zod';
import { agentIdentitySchema } from './trial.ts';

const sd = z.number().nonnegative();
const share = z.number().min(0).max(1);
const trialName = z.object({
  /** `iteration-N`, or the pass that it belongs to, such as `calibrate-1`. */
  purpose: z.string(),
  eval_id: z.string(),
  trial: z.number().int().positive(),
});
export type TrialName = z.infer<typeof trialName>;

/** `request.json` of a calibration of the judge: which stored trials it grades, how often, and by whom. */
export const judgeCalibrationRequestSchema = z.object({
  schema_version: z.literal(1),
  /** Counts the calibrations of the judge of a run, from 1. */
  number: z.number().int().positive(),
  version: z.string(),
  judge: agentIdentitySchema,
  /** Gradings of each trial. */
  times: z.number().int().min(2),
  trials: z.array(trialName).min(1),
  started_at: z.string(),
});
export type JudgeCalibrationRequest = z.infer<typeof judgeCalibrationRequestSchema>;

/** `judge.json`: what the gradings say of the judge itself. Standard deviations are those of the score of one trial, 0–1. */
export const judgeCalibrationSchema = judgeCalibrationRequestSchema.extend({
  /** Trials that were graded every time; the others tell nothing. */
  graded: z.number().int().nonnegative(),
  ungraded: z.array(trialName),
  judge_sd: sd,
  /** null where no eval has two trials. */
  agent_sd: sd.nullable(),
  /** Of the variance of one trial, what the judge makes of it; null where the agent's is not known, or nothing varies. */
  judge_share: share.nullable(),
  /** The share of pairs of gradings with the same verdict, over all judged expectations. */
  agreement: share,
  /** Expectations that were passed and failed on one and the same trial, by `evalId#number`. */
  wavering: z.array(z.string()),
  /** Of the passes, how many there are and of how many the evidence was found. */
  evidence: z.object({ passes: z.number().int().nonnegative(), found: z.number().int().nonnegative() }),
  position: z.object({
    earlier: z.number().int().nonnegative(),
    later: z.number().int().nonnegative(),
    p_value: share,
  }),
});
export type JudgeCalibration = z.infer<typeof judgeCalibrationSchema>;
