import { z } from 'zod';

/** Far beyond what any run comes to: within these every sum and quotient of the formulas is a finite number. */
const [LEAST, MOST] = [1e-9, 1e12];

const beliefSchema = z
  .strictObject({
    eval: z.string(),
    /** Score believed of the incumbent, 0–1. */
    mean: z.number().min(0).max(1),
    /** How many trials of the incumbent the mean is worth. */
    worth: z.number().min(LEAST).max(MOST),
    /** Sum of the scores, and number, of all trials of this eval with any version: how far it ever gives way. */
    score_sum: z.number().min(0),
    trials: z.number().int().min(0),
    /** Whether the incumbent ever ended this eval with a grading. */
    finished: z.boolean(),
  })
  .refine(({ score_sum, trials }) => score_sum <= trials);

const noiseSchema = z.strictObject({
  /** Sum over repeated trials of their squared distances from their mean, each in units of the variance expected. */
  squares: z.number().min(0).max(MOST),
  freedom: z.number().int().min(0),
});

const standingSchema = z.strictObject({
  /** By deciding eval, in the suite's order; null before the baseline. */
  beliefs: z.array(beliefSchema).readonly().nullable(),
  noise: noiseSchema,
});

export type Belief = z.infer<typeof beliefSchema>;
export type Noise = z.infer<typeof noiseSchema>;
/** What rule `race` believes of the incumbent, and what it learned about the noise of trials. */
export type RaceStanding = z.infer<typeof standingSchema>;

export const START: RaceStanding = { beliefs: null, noise: { squares: 0, freedom: 0 } };

/** Reads a stored standing over exactly these evals; null for anything else. */
export function parseStanding(stored: unknown, evalIds: readonly string[]): RaceStanding | null {
  const standing = standingSchema.safeParse(stored).data;
  if (standing === undefined) return null;
  const named = standing.beliefs?.map((belief) => belief.eval) ?? evalIds;
  const same = named.length === evalIds.length && evalIds.every((id, place) => named[place] === id);
  return same ? standing : null;
}
