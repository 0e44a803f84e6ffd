import type { RunEvent } from '../../src/core/events.ts';
import type { Role } from '../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';

const MIDNIGHT = Date.parse('2025-01-15T00:00:00Z');

/** `seconds` after midnight, as events have it. */
export function at(seconds: number): string {
  return new Date(MIDNIGHT + seconds * 1000).toISOString();
}

export function runStarted(seconds = 0, resumed = false): Extract<RunEvent, { event: 'run_started' }> {
  return { event: 'run_started', at: at(seconds), run_id: '0a1b2c', skill: 'release-notes', resumed, sandbox: 'none' };
}

export function callStarted(
  role: Role,
  eval_id: string | null,
  seconds = 0,
): Extract<RunEvent, { event: 'call_started' }> {
  const trial = eval_id === null ? null : 1;
  const place = { call: 'c1', role, purpose: 'iteration', iteration: 1, eval_id, trial, attempt: 1 };
  return { event: 'call_started', at: at(seconds), ...place, reserved: { cost_usd: null, tokens: null } };
}

/** A call that ended with success at this price. */
export function callEnded(cost_usd: number | null, seconds = 0): Extract<RunEvent, { event: 'call_ended' }> {
  const end = { end: 'completed', kind: null, message: null } as const;
  const usage = { ...UNKNOWN_USAGE, cost_usd };
  return { event: 'call_ended', at: at(seconds), call: 'c1', ...end, usage, duration_ms: 1500 };
}

export function iterationStarted(
  iteration: number,
  incumbent: string | null,
  evals: readonly string[],
): Extract<RunEvent, { event: 'iteration_started' }> {
  return { event: 'iteration_started', at: at(0), iteration, incumbent, evals: [...evals] };
}

export function trialEnded(
  eval_id: string,
  result: { readonly passed: number; readonly total: number } | 'timeout' | 'agent_error',
): Extract<RunEvent, { event: 'trial_ended' }> {
  const place = { event: 'trial_ended', at: at(0), iteration: 1, eval_id, trial: 1, kind: null } as const;
  return typeof result === 'string'
    ? { ...place, outcome: result, passed: null, total: null }
    : { ...place, outcome: 'graded', ...result };
}

export function decided(
  parts: Partial<Extract<RunEvent, { event: 'decided' }>> = {},
): Extract<RunEvent, { event: 'decided' }> {
  return {
    event: 'decided',
    at: at(0),
    iteration: 2,
    action: 'reverted',
    reason: 'drop: score 0.72 <= 0.78',
    score: '0.72',
    best_score: '0.78',
    changelog: 'Error handling rewrite',
    ...parts,
  };
}
