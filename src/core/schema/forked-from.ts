import { z } from 'zod';

/** Where the original of a run comes from that was forked from another one. */
export const forkedFromSchema = z.object({
  /** Absolute; it may be gone, or somewhere else, by now. */
  workspace: z.string(),
  /** null: another tool wrote it. */
  run_id: z.string().nullable(),
  version: z.string(),
  /** Of the version, without its evals: the hash of this run's original as well. */
  tree_hash: z.string(),
  /** Of every version of that run, and of those that it was forked from: a skill that is one of them holds nothing new. */
  known_trees: z.array(z.string()),
  /** Whether the evals that are set apart had been scored there. */
  submitted: z.boolean(),
});
export type ForkedFrom = z.infer<typeof forkedFromSchema>;
