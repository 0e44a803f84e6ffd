import { describe, expect, it } from 'vitest';
import { iterationMetrics, type MeasuredPass } from '../../src/core/metrics.ts';
import type { TrialRecord } from '../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';
import { EMPTY_TALLY, spendByRole } from '../../src/core/tally.ts';
import { gradings } from './gradings.ts';
import { at } from './run-events.ts';

const PASS: MeasuredPass = {
  score: '0.5833',
  evals: ['a', 'b'].map(evalCase),
  trials: [trial('a', { outcome: 'graded', duration_ms: 1200 }), trial('b', { outcome: 'graded', duration_ms: 800 })],
  spend: spendByRole(EMPTY_TALLY),
  gradings: gradings({ a: '++-', b: '+-' }),
  tree: [
    { path: 'SKILL.md', type: 'file', mode: 0o644, size: 120, sha256: 'a'.repeat(64) },
    { path: 'scripts', type: 'folder', mode: 0o755 },
    { path: 'scripts/run', type: 'link', target: '../SKILL.md' },
    { path: 'scripts/x.py', type: 'file', mode: 0o755, size: 30, sha256: 'b'.repeat(64) },
    { path: 'evals/evals.json', type: 'file', mode: 0o644, size: 9000, sha256: 'c'.repeat(64) },
  ],
};

describe('the metrics of an iteration', () => {
  it('have the score of its row and the pass rate of each eval', () => {
    expect(iterationMetrics(PASS)).toMatchObject({
      schema_version: 1,
      score: 0.5833,
      pass_rates: { a: 2 / 3, b: 0.5 },
      duration_ms: 2000,
    });
  });

  it('have null, never 0, for what was not measured', () => {
    const metrics = iterationMetrics({ ...PASS, score: '', gradings: gradings({ a: '--' }) });
    expect(metrics.score).toBeNull();
    expect(metrics.pass_rates).toEqual({ a: 0, b: null });
    expect(metrics.usage).toEqual(UNKNOWN_USAGE);
  });

  it('count the trials by outcome, all of them named', () => {
    const outcomes = ['timeout', 'timeout', 'graded', null] as const;
    const trials = outcomes.map((outcome) => trial('a', { outcome }));
    expect(iterationMetrics({ ...PASS, trials }).trials).toEqual({
      graded: 1,
      agent_error: 0,
      timeout: 2,
      judge_error: 0,
      infra_error: 0,
      leak: 0,
      interrupted: 0,
    });
  });

  it('add up what the trials used', () => {
    const usage = { input_tokens: 10, output_tokens: 2, cached_input_tokens: null, cost_usd: 0.125 };
    const trials = [trial('a', { usage }), trial('b', { usage })];
    expect(iterationMetrics({ ...PASS, trials }).usage).toEqual({
      input_tokens: 20,
      output_tokens: 4,
      cached_input_tokens: null,
      cost_usd: 0.25,
    });
  });

  it('measure the skill by its files, without its evals', () => {
    expect(iterationMetrics(PASS)).toMatchObject({ skill_files: 2, skill_bytes: 150 });
    expect(iterationMetrics({ ...PASS, tree: [] })).toMatchObject({ skill_files: 0, skill_bytes: 0 });
  });
});

function evalCase(id: string) {
  return { id, prompt: 'do it', files: [], expectations: [], timeoutMs: null, runs: 1, weight: 1, split: null };
}

function trial(eval_id: string, parts: Partial<TrialRecord>): TrialRecord {
  return {
    schema_version: 1,
    eval_id,
    trial: 1,
    outcome: 'graded',
    error: null,
    attempts: 1,
    started_at: at(0),
    ended_at: at(1),
    duration_ms: 1000,
    usage: UNKNOWN_USAGE,
    agent: { name: 'command', version: null, model: null },
    activation: { used: null, visible: null },
    deleted_inputs: [],
    unreadable_outputs: [],
    redacted_outputs: [],
    referenced_outputs: [],
    key: null,
    cache_hit: null,
    ...parts,
  };
}
