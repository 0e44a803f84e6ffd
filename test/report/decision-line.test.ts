import { describe, expect, it } from 'vitest';
import { decisionLine, percentText } from '../../src/report/decision-line.ts';
import { decided } from '../core/run-events.ts';

describe('the line of a decision', () => {
  it.each([
    [{}, 'iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)'],
    [
      { action: 'kept', score: '0.85', reason: 'keep: score 0.85 > 0.78' },
      'iteration 2 kept 0.85: Error handling rewrite (score 0.85 > 0.78)',
    ],
    [
      { score: '', reason: 'undecided: 60 % measured, 80 % needed' },
      'iteration 2 reverted unmeasured: Error handling rewrite (undecided: 60 % measured, 80 % needed)',
    ],
    [{ iteration: 0, action: 'baseline', score: '0.66', reason: 'baseline' }, 'iteration 0 baseline 0.66'],
  ] as const)('with %j is %s', (parts, line) => {
    expect(decisionLine(decided(parts))).toBe(line);
  });
});

describe('under rule race, the line of a decision', () => {
  const counted = { estimate: 0.6914, estimate_sd: 0.0771, p_better: 0.687, evals_seen: 12, evals_total: 12 };
  const part = { ...counted, estimate: 0.55, p_better: 0.38, evals_seen: 3 };

  it.each([
    [
      {
        score: '0.8125',
        action: 'kept',
        reason: 'keep: P(better) 0.69 >= 0.60 after 1 pass, +1.9 pts (raw +25.0)',
        counted,
      },
      'iteration 2: measured 0.81 → counted as 0.69 ± 0.08, 69 % likely better: kept, Error handling rewrite',
    ],
    [
      { score: '', reason: 'drop: P(better) 0.38 < 0.50 after 3 of 12 evals', counted: part },
      'iteration 2: 3 of 12 evals → counted as 0.55 ± 0.08, 38 % likely better: reverted, Error handling rewrite',
    ],
    [
      { score: '', reason: 'drop: behind iteration 1 after 3 of 12 evals', counted: part },
      'iteration 2: 3 of 12 evals → counted as 0.55 ± 0.08, 38 % likely better: reverted (behind iteration 1), Error handling rewrite',
    ],
    [
      { score: '', reason: 'undecided: 61 % measured, 80 % needed', counted },
      'iteration 2: not measured whole → counted as 0.69 ± 0.08, 69 % likely better: reverted (undecided: 61 % measured, 80 % needed), Error handling rewrite',
    ],
    [
      {
        iteration: 0,
        action: 'baseline',
        score: '0.5625',
        reason: 'baseline',
        counted: { ...counted, p_better: null },
      },
      'iteration 0: measured 0.56 → counted as 0.69 ± 0.08: baseline',
    ],
    [{ score: '', reason: 'drop: no change' }, 'iteration 2 reverted unmeasured: Error handling rewrite (no change)'],
  ] as const)('with %j is %s', (parts, line) => {
    expect(decisionLine(decided(parts))).toBe(line);
  });

  it.each([
    [0, '0 %'],
    [0.004, '< 1 %'],
    [0.006, '1 %'],
    [0.5, '50 %'],
    [0.994, '99 %'],
    [0.996, '> 99 %'],
    [1, '100 %'],
  ])('says of the probability %d %s', (probability, text) => {
    expect(percentText(probability)).toBe(text);
  });
});
