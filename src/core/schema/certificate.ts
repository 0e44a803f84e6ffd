import { z } from 'zod';
import { OUTCOMES } from './trial.ts';

export const CERTIFICATE_KINDS = ['certify', 'submit'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** `claim.json`: what a certificate is to show, fixed before its first trial. */
export const claimSchema = z.object({
  schema_version: z.literal(1),
  kind: z.enum(CERTIFICATE_KINDS),
  /** Counts the certificates of a kind, from 1. */
  number: z.number().int().positive(),
  original: z.string(),
  best: z.string(),
  /** Accepted probability of a false claim. */
  alpha: z.number().gt(0).lt(1),
  /** Passes that there are to be at most. */
  affordable: z.number().int().positive(),
  /** Of submit: how much worse the sealed evals may come out than the deciding ones without a warning. */
  gap: z.number().gt(0).nullable(),
});
export type Claim = z.infer<typeof claimSchema>;

/** What the deciding evals say of the best version, beside which the sealed ones are held. */
export const validationSchema = z.object({
  score: z.number(),
  /** `fresh`: of the final passes; `estimate`: what the climb believed. */
  from: z.enum(['fresh', 'estimate']),
});
export type Validation = z.infer<typeof validationSchema>;

/**
 * `certificate.json`: whether the best version is shown to be better than the original, by bets on fresh passes of both.
 * Scores are 0–1, differences -1 to 1 and best − original; the interval is the paired 95 % one over evals.
 */
export const certificateSchema = claimSchema.extend({
  /** The share staked in each pass, and the natural logarithm of the wealth after it. */
  bets: z.array(z.object({ lambda: z.number(), log_wealth: z.number() })),
  verdict: z.enum(['improved', 'not shown']),
  /** Paired differences that were bet on: an eval of a pass that says something of both versions. */
  pairs: z.number().int().nonnegative(),
  evals: z.number().int().nonnegative(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  gain: z.number().nullable(),
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  unmeasured: z.array(
    z.object({ version: z.string(), eval_id: z.string(), trial: z.number().int(), outcome: z.enum(OUTCOMES) }),
  ),
  /** Of submit only. */
  validation: validationSchema.nullable(),
});
export type CertificateRecord = z.infer<typeof certificateSchema>;
