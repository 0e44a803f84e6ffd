import { z } from 'zod';
import type { Texts } from './tracked-run.ts';

/** What MLflow answers, as far as it is needed. It leaves out lists that are empty. */
const pairs = z
  .array(z.object({ key: z.string(), value: z.string().default('') }))
  .default([])
  .transform((list): Texts => Object.fromEntries(list.map(({ key, value }) => [key, value])));

const metricSchema = z.object({ key: z.string(), value: z.coerce.number(), step: z.coerce.number().default(0) });

const runSchema = z.object({
  info: z.object({ run_id: z.string(), artifact_uri: z.string().default(''), status: z.string().default('') }),
  data: z
    .object({ params: pairs, tags: pairs, metrics: z.array(metricSchema).default([]) })
    .default({ params: {}, tags: {}, metrics: [] }),
});
export type StoredRun = z.infer<typeof runSchema>;

const next_page_token = z.string().optional();

export const ANSWERS = {
  experiment: z.object({ experiment: z.object({ experiment_id: z.string(), lifecycle_stage: z.string().optional() }) }),
  createdExperiment: z.object({ experiment_id: z.string() }),
  runs: z.object({ runs: z.array(runSchema).default([]), next_page_token }),
  run: z.object({ run: runSchema }),
  history: z.object({ metrics: z.array(metricSchema).default([]), next_page_token }),
  nothing: z.object({}),
} as const;
