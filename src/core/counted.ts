import { z } from 'zod';
import type { Decision } from './schema/decision.ts';
import { type Estimated, estimatedSchema } from './schema/estimated.ts';

const known = z.number().nullable().catch(null);

/** The numbers of a verdict by rule `race`; null for what is not known, such as everything of a candidate worth no trial. */
const countedSchema = z.object({
  trials: known,
  evals_seen: known,
  evals_total: known,
  /** Complete passes. */
  passes: known,
  look: known,
  /** Score of the complete passes, 0–1. */
  raw: known,
  /** How much better than the incumbent the edit is believed to be, −1 … 1, and the standard deviation of that. */
  delta: known,
  sd: known,
  p_better: known,
  /** The probability that is asked for. */
  keep: known,
  /** The score believed of the version itself, 0–1, its standard deviation, and the ends of the interval of 95 %. */
  estimate: known,
  estimate_sd: known,
  low: known,
  high: known,
});
export type Counted = z.infer<typeof countedSchema>;

/** For what rule `race` counts a row; null under another rule. */
export function countedIn({ rule, numbers }: Pick<Decision, 'rule' | 'numbers'>): Counted | null {
  return rule === 'race' ? countedSchema.parse(numbers) : null;
}

/** The part of it that a person is told at once; undefined where nothing was estimated. */
export function estimateIn(decision: Pick<Decision, 'rule' | 'numbers'>): Estimated | undefined {
  return estimatedSchema.safeParse(countedIn(decision)).data;
}
