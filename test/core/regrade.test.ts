import { describe, expect, it } from 'vitest';
import { type RegradedTrial, regradeRecord, withRegradedScores } from '../../src/core/regrade.ts';
import type { RegradeRequest } from '../../src/core/schema/regrade.ts';
import { grading } from './gradings.ts';

const JUDGE = { name: 'claude', version: '1', model: null };
const REQUEST: RegradeRequest = {
  schema_version: 1,
  number: 2,
  judge_spec: 'claude',
  judge: JUDGE,
  judge_before: JUDGE,
  iterations: 2,
  started_at: '2025-01-15T10:30:00+00:00',
};

/** A trial that was and is graded as the marks say; null is no grading. */
function trial(evalId: string, [before, after]: readonly (string | null)[], parts: Partial<RegradedTrial> = {}) {
  const graded = (marks: string | null | undefined) => (marks ? grading(marks) : null);
  const base = { evalId, trial: 1, outcome: 'graded', decides: true } as const;
  return { ...base, before: graded(before), after: graded(after), ...parts };
}

function iteration(number: number, trials: readonly RegradedTrial[], numbers: Record<string, unknown> = {}) {
  const row = {
    iteration: number,
    timestamp: '',
    score: '0.5',
    best_score: '0.5',
    action: 'kept',
    changelog: 'x',
  } as const;
  return { decision: { iteration: number, numbers, row }, trials };
}

/** The new score of one iteration with these trials. */
function scoreOf(number: number, trials: readonly RegradedTrial[], numbers?: Record<string, unknown>) {
  return regradeRecord(REQUEST, [iteration(number, trials, numbers)]).scores[0]?.score;
}

describe('the new score of an iteration', () => {
  it('is the mean over the deciding evals of the mean over their trials', () => {
    const trials = [
      trial('a', ['--', '++']),
      trial('a', ['--', '+-'], { trial: 2 }),
      trial('b', ['--', '--']),
      trial('c', ['--', '++'], { decides: false }),
    ];
    expect(scoreOf(1, trials)).toBe(0.375);
  });

  it('is that of complete passes only', () => {
    const trials = [trial('a', ['--', '++']), trial('b', ['--', '+-']), trial('a', ['--', '--'], { trial: 2 })];
    expect(scoreOf(1, trials, { passes: 1 })).toBe(0.75);
    expect(scoreOf(1, trials, { passes: 0 })).toBeNull();
  });

  it('of a candidate is not known where a trial has no grading', () => {
    expect(scoreOf(1, [trial('a', ['+', '+']), trial('b', ['+', null])])).toBeNull();
    expect(scoreOf(1, [])).toBeNull();
  });

  it('of the baseline leaves out what has none, as long as that is little', () => {
    const four = ['a', 'b', 'c', 'd'].map((id) => trial(id, ['-', '+']));
    expect(scoreOf(0, [...four, trial('e', ['-', null])])).toBe(1);
    expect(scoreOf(0, [...four.slice(1), trial('e', ['-', null])])).toBeNull();
  });
});

describe('the record of a regrade', () => {
  it('says how many expectations came out as before, and what could not be graded', () => {
    const record = regradeRecord(REQUEST, [
      iteration(0, [trial('a', ['++-', '+--']), trial('b', [null, '++'], { outcome: 'judge_error' })]),
      iteration(1, [trial('a', ['+', null]), trial('b', [null, null], { outcome: 'timeout' })]),
    ]);
    expect(record.agreement).toEqual({
      judge: { expectations: 3, same: 2, kappa: expect.closeTo(0.4, 12) },
      check: { expectations: 0, same: 0 },
    });
    expect(record).toMatchObject({ gradings: 2, ungraded: [{ iteration: 1, eval_id: 'a', trial: 1 }] });
  });

  it('says whether the judge is another one', () => {
    const other = { ...JUDGE, version: '2' };
    expect(regradeRecord(REQUEST, []).changed).toEqual([]);
    expect(regradeRecord({ ...REQUEST, judge: other }, []).changed).toEqual(['judge']);
  });
});

describe('the leaderboard', () => {
  const regrades = [
    { number: 1, scores: [{ iteration: 0, before: '0.5', score: 0.25 }] },
    { number: 3, scores: [{ iteration: 0, before: '0.5', score: null }] },
  ];

  it('has a column for each regrade', () => {
    expect(withRegradedScores({ score: 0.5 }, 0, regrades)).toEqual({ score: 0.5, score_v1: 0.25, score_v3: null });
    expect(withRegradedScores({ score: 0.5 }, 1, regrades)).toEqual({ score: 0.5, score_v1: null, score_v3: null });
  });

  it('is as it was without one, and has the new scores where the metrics are lost', () => {
    expect(withRegradedScores(null, 0, [])).toBeNull();
    expect(withRegradedScores(null, 0, regrades)).toEqual({ score_v1: 0.25, score_v3: null });
    expect(withRegradedScores('torn', 0, regrades)).toEqual({ score_v1: 0.25, score_v3: null });
  });
});
