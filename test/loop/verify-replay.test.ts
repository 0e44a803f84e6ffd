import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../src/core/schema/proposal.ts';
import type { EvalCase } from '../../src/core/schema/suite.ts';
import type { Outcome, TrialRecord } from '../../src/core/schema/trial.ts';
import { UNKNOWN_USAGE } from '../../src/core/schema/usage.ts';
import { replayDecisions } from '../../src/loop/verify-replay.ts';
import type { StoredIteration } from '../../src/loop/verify-stored.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { grading } from '../core/gradings.ts';

const SETTINGS = {
  early_stop: false,
  confidence: 'balanced',
  proposals: 1,
  seed: 1,
  guardrails: null,
  leaks_revert: true,
} as const;
const ONE = { agent: 'command:x', further_agents: [], require: 'all' as const };
const STRICT = { rule: 'strict' as const, ...SETTINGS, ...ONE };
const AGENT = { name: 'a', version: null, model: null };

function evalCase(id: string, count = 1): EvalCase {
  const expectations = Array.from({ length: count }, (_, index) => ({ number: index + 1, text: 'E', check: null }));
  return { id, prompt: '', files: [], expectations, timeoutMs: null, runs: 1, weight: 1, split: null };
}

function record(evalId: string, outcome: Outcome | null): TrialRecord {
  return {
    schema_version: 1,
    eval_id: evalId,
    trial: 1,
    outcome,
    error: outcome === 'graded' || outcome === null ? null : { kind: 'crash', message: 'x' },
    attempts: 1,
    started_at: '',
    ended_at: '',
    duration_ms: 1,
    usage: UNKNOWN_USAGE,
    agent: AGENT,
    activation: { used: null, visible: null },
    deleted_inputs: [],
    unreadable_outputs: [],
    redacted_outputs: [],
    referenced_outputs: [],
    key: null,
    cache_hit: null,
  };
}

function proposal(iteration: number, rejected: string | null): Proposal {
  return {
    schema_version: 1,
    iteration,
    parent: 'v0',
    batch: { first: iteration, size: 1 },
    angle: null,
    shrinks: false,
    skill_size: null,
    changelog: `change ${iteration}`,
    hypothesis: '',
    expected_flips: [],
    files_changed: [],
    tree_hash: '',
    prompt_sha256: null,
    usage: UNKNOWN_USAGE,
    duration_ms: 0,
    rejected,
  };
}

/** Of a pass the marks of each eval, or the outcome of a trial without a score. */
type Pass = Readonly<Record<string, string | Exclude<Outcome, 'graded'>>>;

/** What is stored of a decision says nothing here: only its time is taken. */
const FORGED = { reason: '', row: { timestamp: '2025-01-15T10:30:00+00:00' } } as StoredIteration['decision'];

function iterationOf(number: number, pass: Pass | null, rejected: string | null = null): StoredIteration {
  const trials = Object.entries(pass ?? {}).map(([id, said]) => {
    const isGraded = /^[+-]+$/.test(said);
    return {
      evalCase: evalCase(id, said.length),
      place: workspaceAt('/w').iteration(number).trial(id, 1),
      record: record(id, isGraded ? 'graded' : (said as Outcome)),
      grading: isGraded ? grading(said) : null,
    };
  });
  return { number, proposal: number === 0 ? null : proposal(number, rejected), decision: FORGED, trials };
}

function replay(...passes: readonly (Pass | null)[]) {
  const ids = Object.keys(passes[0] ?? {});
  return replayDecisions(
    { config: STRICT, epochs: new Map(), evals: ids.map((id) => evalCase(id)) },
    passes.map((pass, number) => iterationOf(number, pass)),
  );
}

const rowsOf = (decisions: ReturnType<typeof replay>) =>
  decisions.map(({ row }) => [row.iteration, row.score, row.best_score, row.action].join(' '));

describe('a replay of the stored trials', () => {
  it('decides as the run did, from the gradings alone', () => {
    const decisions = replay(
      { a: '+---', b: '+-' },
      { a: '++--', b: '++' },
      { a: '++++', b: '--' },
      { a: '++++', b: '++' },
    );
    expect(rowsOf(decisions)).toEqual([
      '0 0.375 0.375 baseline',
      '1 0.75 0.75 kept',
      '2 0.5 0.75 reverted',
      '3 1 1 kept',
    ]);
    expect(decisions[2]).toMatchObject({
      decision: 'discard',
      reason: 'drop: score 0.5 <= 0.75',
      best_before: 0.75,
      flips: { fixed: ['a#3', 'a#4'], broken: ['b#1', 'b#2'] },
      standing: { before: { best: '3/4' }, after: { best: '3/4' } },
    });
  });

  it('compares exact fractions: what doubles would call better is a tie', () => {
    const tenths = (count: number) => '+'.repeat(count).padEnd(10, '-');
    const decisions = replay(
      { a: tenths(1), b: tenths(2), c: tenths(3) },
      { a: tenths(3), b: tenths(2), c: tenths(1) },
      { a: tenths(2), b: tenths(2), c: tenths(2) },
    );
    expect(rowsOf(decisions)).toEqual(['0 0.2 0.2 baseline', '1 0.2 0.2 reverted', '2 0.2 0.2 reverted']);
  });

  it('never keeps what was not measured in full', () => {
    const full = { a: '-', b: '-', c: '-', d: '-', e: '-' };
    const decisions = replay(full, { ...full, a: '+', b: 'timeout' }, { ...full, a: 'timeout', b: 'agent_error' });
    expect(rowsOf(decisions)).toEqual(['0 0 0 baseline', '1  0 reverted', '2  0 reverted']);
    expect(decisions.map(({ reason }) => reason)).toEqual([
      'baseline',
      'undecided: 80 % measured, 100 % needed',
      'undecided: 60 % measured, 80 % needed',
    ]);
    expect(decisions[1]?.unmeasured).toEqual([{ eval_id: 'b', trial: 1, outcome: 'timeout', kind: 'crash' }]);
  });

  it('takes the word of a proposal that was rejected before any trial', () => {
    const iterations = [
      iterationOf(0, { a: '+-' }),
      iterationOf(1, null, 'drop: no change'),
      iterationOf(2, { a: '++' }),
    ];
    const decisions = replayDecisions({ config: STRICT, epochs: new Map(), evals: [evalCase('a')] }, iterations);
    expect(rowsOf(decisions)).toEqual(['0 0.5 0.5 baseline', '1  0.5 reverted', '2 1 1 kept']);
    expect(decisions[1]?.reason).toBe('drop: no change');
  });

  it('takes several trials of an eval together', () => {
    const evals = [{ ...evalCase('a'), runs: 2 }];
    const pass = (number: number, marks: readonly [string, string]) => {
      const iteration = iterationOf(number, { a: marks[0] });
      const [first] = iteration.trials;
      const second = first && { ...first, record: { ...first.record, trial: 2 }, grading: grading(marks[1]) };
      return { ...iteration, trials: [first, second].flatMap((trial) => trial ?? []) };
    };
    const decisions = replayDecisions({ config: STRICT, epochs: new Map(), evals: evals }, [
      pass(0, ['++', '-+']),
      pass(1, ['++', '++']),
      pass(2, ['+-', '--']),
    ]);
    expect(rowsOf(decisions)).toEqual(['0 0.75 0.75 baseline', '1 1 1 kept', '2 0.25 1 reverted']);
    expect(decisions[1]?.flips.fixed).toEqual(['a#1']);
    expect(replayDecisions({ config: STRICT, epochs: new Map(), evals: evals }, [iterationOf(0, { a: '++' })])).toEqual(
      [],
    );
  });

  it('leaves out evals that decide nothing', () => {
    const evals = [evalCase('a'), evalCase('idle', 0)];
    expect(
      rowsOf(replayDecisions({ config: STRICT, epochs: new Map(), evals: evals }, [iterationOf(0, { a: '+-' })])),
    ).toEqual(['0 0.5 0.5 baseline']);
  });
});

describe('a replay ends', () => {
  it.each<[string, readonly Pass[], number]>([
    ['where a trial is missing', [{ a: '+', b: '+' }, { a: '+' }, { a: '+', b: '+' }], 1],
    [
      'where a baseline was measured too little',
      [
        { a: '+', b: 'timeout' },
        { a: '+', b: '+' },
      ],
      0,
    ],
    ['before anything is stored', [], 0],
  ])('%s', (_, passes, count) => {
    expect(replay(...passes)).toHaveLength(count);
  });

  it('at a trial that has no outcome yet, and at a grading without items', () => {
    const [first, second] = [iterationOf(0, { a: '+' }), iterationOf(1, { a: '+' })];
    const without = (change: object) => ({
      ...second,
      trials: second.trials.map((trial) => ({ ...trial, ...change })),
    });
    const open = without({ record: record('a', null) });
    const empty = without({ grading: { ...grading('+'), expectations: [] } });
    const lost = without({ grading: null });
    for (const broken of [open, empty, lost])
      expect(
        replayDecisions({ config: STRICT, epochs: new Map(), evals: [evalCase('a')] }, [first, broken]),
      ).toHaveLength(1);
  });
});

const anyPass = fc.record({
  a: fc.string({ unit: fc.constantFrom('+', '-'), minLength: 3, maxLength: 3 }),
  b: fc.string({ unit: fc.constantFrom('+', '-'), minLength: 7, maxLength: 7 }),
});

describe('whatever was graded', () => {
  it('the best score only rises, and equals the highest score that was kept', () => {
    fc.assert(
      fc.property(fc.array(anyPass, { minLength: 1, maxLength: 8 }), (passes) => {
        const decisions = replay(...passes);
        expect(decisions).toHaveLength(passes.length);
        let best = -1;
        for (const { row, decision } of decisions) {
          expect(decision === 'keep').toBe(Number(row.score) > best);
          best = Math.max(best, Number(row.score));
          expect(Number(row.best_score)).toBe(best);
        }
      }),
      { seed: 5 },
    );
  });

  it('an expectation that fails where it passed never makes a score higher', () => {
    fc.assert(
      fc.property(anyPass, fc.nat(), (pass, at) => {
        const spoilt = { ...pass, b: [...pass.b].map((mark, index) => (index === at % 7 ? '-' : mark)).join('') };
        const [before, after] = [replay(pass), replay(spoilt)].map((decisions) => Number(decisions[0]?.row.score));
        expect(after).toBeLessThanOrEqual(before ?? Number.NaN);
      }),
      { seed: 6 },
    );
  });
});
