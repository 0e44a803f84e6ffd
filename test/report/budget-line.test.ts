import { describe, expect, it } from 'vitest';
import type { Caps } from '../../src/core/budget.ts';
import { budgetLine } from '../../src/report/budget-line.ts';
import { type Progress, startProgress } from '../../src/report/progress.ts';

const NONE: Caps = { trials: null, cost_usd: null, tokens: null, time_ms: null };
const BEFORE = { trials: 30, cost_usd: 0.4, tokens: 0, time_ms: 0 };

interface Used {
  readonly trials?: number;
  readonly cost?: number | null;
  /** Milliseconds since this start. */
  readonly after?: number;
}

function line(caps: Partial<Caps>, { trials = 4, cost = 0.02, after = 60_000 }: Used = {}): string {
  const budget = { caps: { ...NONE, ...caps }, before: BEFORE };
  const progress: Progress = { ...startProgress(1000), budget, trials, cost };
  return budgetLine(progress, 1000 + after);
}

describe('the line of what is used', () => {
  it('counts what earlier starts used, against each cap that there is', () => {
    expect(line({ trials: 96, cost_usd: 5 })).toBe('34 of 96 trials · $0.42 of $5.00 · at most 15:30 left');
    expect(line({ cost_usd: 5 })).toBe('$0.42 of $5.00');
    expect(line({ time_ms: 3_600_000 })).toBe('1:00 of 1:00:00');
  });

  it('is empty where nothing bounds the run, or nobody said', () => {
    expect(line({})).toBe('');
    expect(budgetLine(startProgress(0), 1)).toBe('');
  });

  it('leaves money out where a call did not tell what it took', () => {
    expect(line({ cost_usd: 5, time_ms: 120_000 }, { cost: null })).toBe('1:00 of 2:00');
  });

  it('tells the time that is left by the pace of this start, once there is one', () => {
    expect(line({ trials: 96 }, { trials: 3 })).toBe('33 of 96 trials');
    expect(line({ trials: 40 }, { trials: 5, after: 50_000 })).toBe('35 of 40 trials · at most 0:50 left');
    expect(line({ trials: 40 }, { trials: 10 })).toBe('40 of 40 trials');
  });
});
