import { z } from 'zod';

/** `lock`: which process works in a workspace. */
export const lockSchema = z.looseObject({
  schema_version: z.literal(1),
  pid: z.number().int().positive(),
  host: z.string(),
  /** When the process was started, in the clock ticks of its host since boot; null where the system does not tell. */
  process_started: z.string().nullable(),
  /** When the lock was taken. */
  started_at: z.string(),
});
export type LockRecord = z.infer<typeof lockSchema>;
