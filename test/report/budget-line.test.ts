import { describe, expect, it } from 'vitest';
import type { Caps } from '../../src/core/budget.ts';
import { budgetLine } from '../../src/report/budget-line.ts';
import { passWork } from '../../src/report/open-work.ts';
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
  const budget = { caps: { ...NONE, ...caps }, before: BEFORE, iterations: 12 };
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

  describe('of iterations', () => {
    /** Three of twelve are decided; the last of `decided` in this start a minute after the first was begun. */
    const climb = (decided: number, seconds: number, parts: Partial<Progress> = {}): string => {
      const pace = { since: 1000, decided, last: decided === 0 ? null : 61_000 };
      const budget = { caps: NONE, before: BEFORE, iterations: 12 };
      return budgetLine({ ...startProgress(0), budget, decided: 3, pace, ...parts }, 61_000 + 1000 * seconds);
    };

    it('says for how long they may go on, once one of them was decided in this start', () => {
      expect(climb(0, 10)).toBe('');
      expect(climb(1, 0)).toBe('about 9:00 left for 9 iterations');
      expect(climb(2, 0)).toBe('about 4:30 left for 9 iterations');
      expect(climb(2, 30, { decided: 11 })).toBe('');
      expect(climb(1, 30, { decided: 11 })).toBe('about 0:30 left for 1 iteration');
      expect(climb(1, 0, { decided: 12 })).toBe('');
    });

    it('counts down between decisions, and says nothing of an iteration that takes longer than those before', () => {
      expect(climb(1, 59)).toBe('about 8:01 left for 9 iterations');
      expect(climb(1, 540)).toBe('');
    });

    it('says nothing of them in a pass, by which a climb may end sooner', () => {
      const pass = passWork({ event: 'pass_started', at: '', purpose: 'final-3', pass: 1, trials: 4 });
      expect(climb(1, 0, { open: new Map([['final-3', pass]]) })).toBe('');
    });

    it('gives way to the trials where these are used up sooner', () => {
      const under = (trials: number) => {
        const budget = { caps: { ...NONE, trials }, before: BEFORE, iterations: 12 };
        return climb(1, 0, { budget, trials: 6 });
      };
      expect(under(46)).toBe('36 of 46 trials · at most 1:41 left');
      expect(under(960)).toBe('36 of 960 trials · about 9:00 left for 9 iterations');
    });
  });
});
