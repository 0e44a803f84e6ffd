import { z } from 'zod';
import { CONFIDENCES } from '../referee/race.ts';
import { OUTCOMES } from './trial.ts';

const share = z.number().min(0).max(1);
const sd = z.number().nonnegative();

/**
 * `calibration.json`: what a suite says of one and the same version when it is asked again. Scores and their standard
 * deviations are 0–1; "expected" is what rule race takes the noise to be before it has learned anything.
 */
export const calibrationSchema = z.object({
  schema_version: z.literal(1),
  /** Counts the calibrations of a run, from 1; its trials lie in `passes/calibrate-K/`. */
  number: z.number().int().positive(),
  version: z.string(),
  passes: z.number().int().min(2),
  seed: z.number().int().nonnegative(),
  /** Evals with two measured trials at least. */
  evals: z.array(z.object({ eval_id: z.string(), trials: z.number().int().min(2), mean: share, sd, expected_sd: sd })),
  /** Variance of the trials in units of the one expected, over all evals. */
  noise_factor: z.number().nonnegative(),
  /** Of the score of one complete pass; `noise` is half its interval of 95 %. */
  pass: z.object({ sd, expected_sd: sd, noise: sd, expected_noise: sd }),
  /** The gain that so many fresh passes of two versions can be expected to show; null where they can show none. */
  smallest_gain: z.array(z.object({ passes: z.number().int().positive(), gain: z.number().nonnegative().nullable() })),
  /** How often a rule kept a candidate that is no other than the incumbent. */
  false_keeps: z.array(
    z.object({
      rule: z.enum(['race', 'strict']),
      confidence: z.enum(CONFIDENCES).nullable(),
      replays: z.number().int().positive(),
      kept: z.number().int().nonnegative(),
      rate: share,
    }),
  ),
  /** Expectations by `evalId#number`. */
  flaky: z.array(z.string()),
  always_pass: z.array(z.string()),
  always_fail: z.array(z.string()),
  unmeasured: z.array(z.object({ eval_id: z.string(), trial: z.number().int(), outcome: z.enum(OUTCOMES) })),
});
export type CalibrationRecord = z.infer<typeof calibrationSchema>;
