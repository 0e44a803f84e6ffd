import type { Used } from './guardrails.ts';
import type { TrialRecord } from './schema/trial.ts';
import { priceOf } from './tally.ts';

/** What a trial took, as far as its agent told. */
export function usedBy({ usage, duration_ms }: Pick<TrialRecord, 'usage' | 'duration_ms'>): Used {
  return { ...priceOf(usage), duration_ms };
}
