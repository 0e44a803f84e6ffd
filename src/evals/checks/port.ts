import type { z } from 'zod';

/** What a check may look at. */
export interface CheckedTrial {
  /** Folder with the trial's outputs. Absolute. */
  readonly outputs: string;
}

export interface CheckResult {
  readonly passed: boolean;
  /** What was seen, in one line. */
  readonly evidence: string;
}

/** A deterministic test of one expectation. `schema` states the fields it takes besides `type`. */
export interface Check<Schema extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly schema: Schema;
  run(fields: z.infer<Schema>, trial: CheckedTrial): Promise<CheckResult>;
}
