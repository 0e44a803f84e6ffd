import type { AgentlessConfig, RunRecord } from '../../src/core/schema/run.ts';
import { at } from '../core/run-events.ts';

/** What a run of the tests measures by, where nothing else is said. */
export const SETTINGS = {
  rule: 'strict',
  early_stop: false,
  confidence: 'balanced',
  proposals: 1,
  holdout: null,
  val: null,
  seed: 1,
  timeout_ms: 1000,
  retries: 0,
  max_call_usd: null,
  sandbox: 'none',
  offline_trials: false,
  judge_votes: 1,
  strict_evidence: false,
  leaks_revert: true,
  strict_scripts: false,
  guardrails: null,
  call_limits: null,
} satisfies AgentlessConfig;

const AGENT = { name: 'command', version: null, model: null };
/** The record of a run of the skill `notes`. */
export const RUN: RunRecord = {
  schema_version: 1,
  run_id: '0a1b2c',
  skill: { name: 'notes', path: '/skills/notes', tree_hash: 'a'.repeat(64) },
  evals_sha256: 'b'.repeat(64),
  splits: {},
  sealed_sha256: null,
  forked_from: null,
  epochs: [],
  config: {
    agent: 'command:x',
    further_agents: [],
    require: 'all',
    judge: 'command:x',
    improver: 'command:x',
    ...SETTINGS,
  },
  origins: {},
  agents: { executor: AGENT, judge: AGENT, improver: AGENT },
  created_at: at(0),
};
