import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/core/schema/trial.ts';
import { exceptionOf, floatText, jobResult, uuidOf, zulu } from '../../../src/records/artifacts/job-result.ts';
import type { RecordedTrial } from '../../../src/records/recorded-run.ts';
import { grading } from '../../core/gradings.ts';
import { RECORD } from '../../store/trial-record.ts';
import { sampleOf } from '../sft/samples.ts';

function trial(name: string, marks: string | null, outcome: Outcome = 'graded'): RecordedTrial {
  const { trial: sample } = sampleOf([]);
  return { ...sample, name, record: { ...RECORD, outcome }, grading: marks === null ? null : grading(marks) };
}

function statsOf(...trials: readonly RecordedTrial[]) {
  return JSON.parse(JSON.stringify(jobResult({ name: 'job', skill: 'plan', decision: null, trials, pending: 2 })));
}

describe('the result of a job', () => {
  it('has a reward for each pass rate, with the trials that had it', () => {
    const { stats } = statsOf(trial('a', '++'), trial('b', '+-'), trial('c', '++'), trial('d', '+--'));
    expect(stats.evals.claude__plan).toMatchObject({
      pass_at_k: { 1: 0.5 },
      reward_stats: { reward: { '1.0': ['a', 'c'], '0.5': ['b'], '0.3333333333333333': ['d'] } },
    });
  });

  it('has no mean where nothing was measured, and counts what is still open', () => {
    const { stats, n_total_trials, finished_at } = statsOf(trial('a', null, 'timeout'));
    expect({ n_total_trials, finished_at }).toEqual({ n_total_trials: 3, finished_at: null });
    expect(stats).toMatchObject({ n_completed_trials: 1, n_errored_trials: 1, n_pending_trials: 2, cost_usd: null });
    expect(stats.evals.claude__plan).toMatchObject({
      ...{ metrics: [{ mean: null }], pass_at_k: {}, reward_stats: { reward: {} } },
      exception_stats: { timeout: ['a'] },
    });
  });
});

it('an exception is named by the outcome and its kind', () => {
  const error = { kind: 'crash' as const, message: '' };
  expect(exceptionOf({ record: { ...RECORD, outcome: 'agent_error', error } })).toBe('agent_error.crash');
  expect(exceptionOf({ record: { ...RECORD, outcome: 'leak' } })).toBe('leak');
});

it('numbers, ids and times are written as other tools do', () => {
  expect([0, 1, 0.25].map(floatText)).toEqual(['0.0', '1.0', '0.25']);
  expect(uuidOf('job')).toBe(uuidOf('job'));
  expect(uuidOf('job')).not.toBe(uuidOf('another'));
  expect(zulu('2025-01-15T10:30:00+00:00')).toBe('2025-01-15T10:30:00.000Z');
  expect(zulu(null)).toBeNull();
});
