import type { TrialRecord } from '../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';

/** A trial that was executed and is not graded yet. */
export const RECORD: TrialRecord = {
  schema_version: 1,
  eval_id: 'a',
  trial: 1,
  outcome: null,
  error: null,
  attempts: 1,
  started_at: '2025-01-15T10:30:00+00:00',
  ended_at: '2025-01-15T10:30:05+00:00',
  duration_ms: 5000,
  usage: UNKNOWN_USAGE,
  agent: { name: 'claude', version: null, model: null },
  activation: { used: null, visible: null },
  deleted_inputs: [],
  unreadable_outputs: [],
  redacted_outputs: [],
  referenced_outputs: [],
  key: null,
  cache_hit: null,
};
