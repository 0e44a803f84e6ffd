import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/schema/decision.ts';
import { type Standing, whyStop } from '../../src/core/stop.ts';

const AFTER_BASELINE: Standing = {
  limits: { iterations: 5, max_trials: null, max_time_ms: null, max_reverts: 3, concurrency: 4 },
  spend: { calls: 0, trials: 0, cost_usd: null, duration_ms: 0 },
  decisions: decisions('B'),
  nextTrials: 4,
  open: false,
};

function why(parts: Partial<Standing>, limits: Partial<Standing['limits']> = {}): ReturnType<typeof whyStop> {
  const standing = { ...AFTER_BASELINE, ...parts };
  return whyStop({ ...standing, limits: { ...standing.limits, ...limits } });
}

describe('a run', () => {
  it('goes on after the baseline', () => {
    expect(why({})).toBeNull();
  });

  it('measures the baseline however few iterations are asked for', () => {
    expect(why({ decisions: [] }, { iterations: 0, max_reverts: 1 })).toBeNull();
  });

  it('stops at the ceiling, when the best passes everything', () => {
    expect(why({ decisions: decisions('BK', 1) })).toBe('ceiling');
    expect(why({ decisions: decisions('BK', 0.9999) })).toBeNull();
    expect(why({ decisions: decisions('B', 1) }, { iterations: 0 })).toBe('ceiling');
  });

  it.each([
    ['B', 0, 'iterations'],
    ['BK', 1, 'iterations'],
    ['BK', 2, null],
    ['BKRK', 3, 'iterations'],
  ])('with the decisions %s of at most %i iterations: %s', (letters, iterations, reason) => {
    expect(why({ decisions: decisions(letters) }, { iterations })).toBe(reason);
  });

  it.each([
    ['BRR', 3, null],
    ['BRRR', 3, 'reverts'],
    ['BRRKR', 3, null],
    ['BRRKRRR', 3, 'reverts'],
    ['BR', 1, 'reverts'],
    ['BRRRR', null, null],
  ])('with the decisions %s and a stop after %s reverts in a row: %s', (letters, max_reverts, reason) => {
    expect(why({ decisions: decisions(letters) }, { iterations: 99, max_reverts })).toBe(reason);
  });

  it('stops when the next iteration cannot be paid whole', () => {
    const spend = { ...AFTER_BASELINE.spend, trials: 8 };
    expect(why({ spend }, { max_trials: 12 })).toBeNull();
    expect(why({ spend }, { max_trials: 11 })).toBe('trials');
    expect(why({ spend, decisions: [] }, { max_trials: 11 })).toBe('trials');
  });

  it('stops when its time is over', () => {
    const spend = { ...AFTER_BASELINE.spend, duration_ms: 1000 };
    expect(why({ spend }, { max_time_ms: 1000 })).toBe('time');
  });

  it('names the best news first', () => {
    const spend = { ...AFTER_BASELINE.spend, duration_ms: 1000 };
    const limits = { max_time_ms: 1000, max_reverts: 1 };
    expect(why({ spend, decisions: decisions('BR', 1) }, { ...limits, iterations: 1 })).toBe('ceiling');
    expect(why({ spend, decisions: decisions('BR') }, { ...limits, iterations: 1 })).toBe('iterations');
    expect(why({ spend, decisions: decisions('BR') }, limits)).toBe('reverts');
  });

  it('finishes an iteration that was begun, unless a cap forbids it', () => {
    const begun = { open: true, nextTrials: 0, decisions: decisions('BRRR', 1) };
    const spend = { ...AFTER_BASELINE.spend, trials: 8, duration_ms: 1000 };
    expect(why({ ...begun, spend }, { iterations: 1, max_trials: 8 })).toBeNull();
    expect(why({ ...begun, spend }, { max_trials: 7 })).toBe('trials');
    expect(why({ ...begun, spend }, { max_time_ms: 1000 })).toBe('time');
  });
});

/** B baseline, K kept, R reverted; `best` is the best score after the last. */
function decisions(letters: string, best = 0.5): readonly Decision[] {
  return [...letters].map((letter, iteration) => ({
    schema_version: 1,
    iteration,
    decision: letter === 'R' ? 'discard' : 'keep',
    reason: 'as the scene wants it',
    is_best: letter !== 'R',
    best_before: null,
    best_after: iteration === letters.length - 1 ? best : 0.25,
    rule: 'strict',
    numbers: {},
    standing: { before: null, after: null },
    flips: { fixed: [], broken: [], expected: [] },
    unmeasured: [],
    row: {
      iteration,
      timestamp: '2025-01-15T10:30:00+00:00',
      score: '0.5',
      best_score: '0.5',
      action: letter === 'R' ? 'reverted' : iteration === 0 ? 'baseline' : 'kept',
      changelog: 'a change',
    },
  }));
}
