import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { decisionSchema } from '../../../src/core/schema/decision.ts';
import { formatDiagnostic } from '../../../src/core/schema/diagnostic.ts';
import { gradingSchema } from '../../../src/core/schema/grading.ts';
import { lockSchema } from '../../../src/core/schema/lock.ts';
import { manifestSchema } from '../../../src/core/schema/manifest.ts';
import { improverAnswerSchema, proposalSchema } from '../../../src/core/schema/proposal.ts';
import { configIdentity, limitsSchema, runConfigSchema } from '../../../src/core/schema/run.ts';
import { UNKNOWN_USAGE } from '../../../src/core/schema/usage.ts';
import { grading } from '../gradings.ts';

/** Paths of what is wrong, as a reader of the file finds them. */
function faults(schema: z.ZodType, value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map(({ path }) => path.join('/')) ?? [];
}

describe('grading.json', () => {
  const good = grading('++-');

  it('reads back as it was written', () => {
    expect(gradingSchema.parse(JSON.parse(JSON.stringify(good)))).toEqual(good);
  });

  it.each([
    ['pass_rate', Number.NaN],
    ['pass_rate', 1.01],
    ['pass_rate', -0.1],
    ['pass_rate', '0.5'],
    ['pass_rate', null],
    ['passed', -1],
    ['failed', 0.5],
    ['total', 0],
  ])('is refused with the %s %s, and says where', (field, value) => {
    expect(faults(gradingSchema, { ...good, summary: { ...good.summary, [field]: value } })).toEqual([
      `summary/${field}`,
    ]);
  });

  it.each([
    ['passed', 'true'],
    ['passed', 1],
    ['passed', null],
    ['source', 'me'],
    ['evidence', undefined],
    ['check', { path: 'no type' }],
  ])('is refused with an expectation whose %s is %j', (field, value) => {
    const [first, ...others] = good.expectations;
    const wrong = { ...good, expectations: [...others, { ...first, [field]: value }] };
    expect(faults(gradingSchema, wrong)[0]).toMatch(`expectations/2/${field}`);
  });

  it('keeps every field of a check', () => {
    const check = { type: 'file_contains', file: 'a.md', literal: 'x' };
    const checked = { ...good, expectations: good.expectations.map((item) => ({ ...item, check })) };
    expect(gradingSchema.parse(checked)).toEqual(checked);
  });
});

describe('decision.json', () => {
  const decision = {
    schema_version: 1,
    iteration: 0,
    decision: 'keep',
    reason: 'baseline',
    is_best: true,
    best_before: null,
    best_after: 0.66,
    rule: 'strict',
    numbers: { evals_asked: 5 },
    standing: { before: { best: null, deciding: null }, after: { best: '33/50', deciding: ['a'] } },
    flips: { fixed: [], broken: [], expected: [], flaky: [] },
    unmeasured: [{ eval_id: 'b', trial: 1, outcome: 'timeout', kind: null }],
    row: {
      iteration: 0,
      timestamp: '2025-01-15T10:30:00+00:00',
      score: '0.66',
      best_score: '0.66',
      action: 'baseline',
      changelog: 'Initial evaluation',
    },
  };

  it('reads back as it was written, with the standing of any rule', () => {
    expect(decisionSchema.parse(decision)).toEqual(decision);
    const race = { ...decision, standing: { before: null, after: { means: [0.1] } } };
    expect(decisionSchema.parse(race).standing).toEqual(race.standing);
  });

  it.each([
    ['decision', 'kept'],
    ['reason', ''],
    ['best_after', null],
    ['best_after', Number.NaN],
    ['schema_version', 2],
  ])('is refused when its %s is %s', (field, value) => {
    expect(faults(decisionSchema, { ...decision, [field]: value })).toEqual([field]);
  });

  it('is refused with a row that results.tsv could not have', () => {
    expect(faults(decisionSchema, { ...decision, row: { ...decision.row, score: '2' } })).toEqual(['row/score']);
  });
});

describe('an answer of the improver', () => {
  it('needs a changelog and nothing else', () => {
    expect(improverAnswerSchema.parse({ changelog: 'shorter' })).toEqual({
      changelog: 'shorter',
      hypothesis: '',
      expected_flips: [],
    });
    expect(faults(improverAnswerSchema, { hypothesis: 'it helps' })).toEqual(['changelog']);
    expect(faults(improverAnswerSchema, { changelog: 'a', expected_flips: 'a#1' })).toEqual(['expected_flips']);
  });

  it('becomes a proposal, rejected or not', () => {
    const proposal = {
      schema_version: 1,
      iteration: 1,
      parent: 'v0',
      batch: { first: 1, size: 1 },
      angle: null,
      changelog: 'shorter',
      hypothesis: '',
      expected_flips: [],
      files_changed: ['SKILL.md'],
      tree_hash: 'f00',
      shrinks: false,
      skill_size: { lines: 12, tokens: 90 },
      prompt_sha256: null,
      usage: UNKNOWN_USAGE,
      duration_ms: 12,
      rejected: 'drop: no change',
    };
    expect(proposalSchema.parse(proposal)).toEqual(proposal);
    const { skill_size, ...earlier } = proposal;
    expect(proposalSchema.parse(earlier).skill_size).toBeNull();
    expect(faults(proposalSchema, { ...proposal, rejected: undefined, duration_ms: -1 })).toEqual([
      'duration_ms',
      'rejected',
    ]);
  });
});

describe('the config and the limits of a run', () => {
  const config = {
    agent: 'claude',
    judge: 'claude',
    improver: 'claude',
    rule: 'strict',
    early_stop: false,
    confidence: 'balanced',
    proposals: 1,
    holdout: null,
    val: null,
    seed: 0,
    timeout_ms: 600_000,
    retries: 2,
    max_call_usd: null,
    sandbox: 'bwrap',
    offline_trials: true,
    judge_votes: 3,
    strict_evidence: true,
    leaks_revert: true,
    strict_scripts: true,
    guardrails: { 'skill-lines': 500 },
    further_agents: ['codex'],
    require: 'pooled',
    call_limits: { memory: 1, processes: null, scratch: 1, cpu: null },
  };
  const limits = {
    iterations: 0,
    max_trials: null,
    max_cost_usd: null,
    max_tokens: null,
    max_time_ms: null,
    max_reverts: null,
    max_errors: null,
    concurrency: 1,
    final_passes: null,
    own_budget: true,
    speculate: false,
    artifact_bytes: 10_000_000,
  };

  it('read back as they were written', () => {
    expect(runConfigSchema.parse(config)).toEqual(config);
    expect(limitsSchema.parse(limits)).toEqual(limits);
  });

  it('of an earlier version read as what it did, and are hashed as they were', () => {
    const {
      early_stop,
      sandbox,
      offline_trials,
      judge_votes,
      strict_evidence,
      leaks_revert,
      strict_scripts,
      guardrails,
      call_limits,
      ...others
    } = config;
    const { further_agents, require, ...earlier } = others;
    const parsed = runConfigSchema.parse(earlier);
    expect(parsed).toMatchObject({ sandbox: 'none', judge_votes: 1, strict_evidence: false, require: 'all' });
    expect(configIdentity(parsed)).toEqual(earlier);
    expect(configIdentity(runConfigSchema.parse(config))).toMatchObject({ judge_votes: 3, strict_evidence: true });
  });

  it.each([
    ['rule', 'lottery'],
    ['confidence', 'reckless'],
    ['proposals', 0],
    ['seed', -1],
    ['timeout_ms', 0],
    ['retries', -1],
    ['max_call_usd', 0],
    ['colour', 'blue'],
  ])('refuse a config with the %s %s', (field, value) => {
    expect(faults(runConfigSchema, { ...config, [field]: value })).toHaveLength(1);
  });

  it.each([
    ['iterations', -1],
    ['max_trials', 0],
    ['max_time_ms', 0],
    ['max_reverts', 0],
    ['concurrency', 0],
    ['max_tokens', 0],
    ['max_cost_usd', -1],
    ['final_passes', -1],
    ['max_wishes', 3],
  ])('refuse limits with the %s %s', (field, value) => {
    expect(faults(limitsSchema, { ...limits, [field]: value })).toHaveLength(1);
  });
});

describe('a manifest', () => {
  const file = { path: 'SKILL.md', type: 'file', mode: 0o644, size: 3, sha256: 'ab'.repeat(32) };
  const manifest = (entry: unknown) => ({ schema_version: 1, version: 'v0', tree_hash: 'f00', entries: [entry] });

  it.each([file, { path: 'a', type: 'folder', mode: 0o755 }, { path: 'b', type: 'link', target: '../a' }])(
    'holds %j',
    (entry) => {
      expect(manifestSchema.parse(manifest(entry)).entries).toEqual([entry]);
    },
  );

  it.each([
    { ...file, type: 'socket' },
    { ...file, sha256: 'AB'.repeat(32) },
    { ...file, sha256: 'ab' },
    { ...file, size: -1 },
    { path: 'b', type: 'link' },
  ])('never holds %j', (entry) => {
    expect(manifestSchema.safeParse(manifest(entry)).success).toBe(false);
  });
});

describe('a lock', () => {
  const lock = { schema_version: 1, pid: 7, host: 'here', process_started: null, started_at: 'now' };

  it('keeps what a later version adds', () => {
    expect(lockSchema.parse({ ...lock, user: 'me' })).toEqual({ ...lock, user: 'me' });
  });

  it.each([0, -1, 1.5, '7'])('never names the process %j', (pid) => {
    expect(faults(lockSchema, { ...lock, pid })).toEqual(['pid']);
  });
});

describe('a diagnostic', () => {
  it('says in which file, and at which place where there is one', () => {
    const found = { severity: 'error', rule: 'eval-id', message: 'is there twice', file: 'evals/evals.json' } as const;
    expect(formatDiagnostic({ ...found, place: '/evals/1/id' })).toBe('evals/evals.json /evals/1/id: is there twice');
    expect(formatDiagnostic({ ...found, place: null })).toBe('evals/evals.json: is there twice');
  });
});
