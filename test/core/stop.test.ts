import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/core/schema/decision.ts';
import { type Standing, whyStop } from '../../src/core/stop.ts';

const AFTER_BASELINE: Standing = {
  limits: { iterations: 5, max_reverts: 3 },
  decisions: decisions('B'),
  atCeiling: false,
  cap: null,
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

  it('stops where nothing can be better', () => {
    expect(why({ decisions: decisions('BK'), atCeiling: true })).toBe('ceiling');
    expect(why({ decisions: decisions('B'), atCeiling: true }, { iterations: 0 })).toBe('ceiling');
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

  it('stops at a cap, also before the baseline', () => {
    expect(why({ cap: 'trials' })).toBe('trials');
    expect(why({ cap: 'money', decisions: [] })).toBe('money');
  });

  it('names the best news first', () => {
    const limits = { iterations: 1, max_reverts: 1 };
    expect(why({ cap: 'time', atCeiling: true, decisions: decisions('BR') }, limits)).toBe('ceiling');
    expect(why({ cap: 'time', decisions: decisions('BR') }, limits)).toBe('iterations');
    expect(why({ cap: 'time', decisions: decisions('BR') }, { ...limits, iterations: 9 })).toBe('reverts');
  });

  it('finishes an iteration that was begun, unless a cap forbids it', () => {
    const begun = { open: true, atCeiling: true, decisions: decisions('BRRR') };
    expect(why(begun, { iterations: 1 })).toBeNull();
    expect(why({ ...begun, cap: 'tokens' })).toBe('tokens');
  });
});

/** B baseline, K kept, R reverted. */
function decisions(letters: string): readonly Decision[] {
  return [...letters].map((letter, iteration) => ({
    schema_version: 1,
    iteration,
    decision: letter === 'R' ? 'discard' : 'keep',
    reason: 'as the scene wants it',
    is_best: letter !== 'R',
    best_before: null,
    best_after: 0.5,
    rule: 'strict',
    numbers: {},
    standing: { before: null, after: null },
    flips: { fixed: [], broken: [], expected: [], flaky: [] },
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
