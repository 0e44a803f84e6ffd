import { describe, expect, it } from 'vitest';
import type { ViewedSpend } from '../../../src/core/run-view.ts';
import { bestAlong, milestones, overTimeModel, waysAlong } from '../../../src/dashboard/page/best-over-time-model.ts';
import { iterationOf, rowOf, viewOf } from '../view.ts';

const role = { calls: 1, cost_usd: null, tokens: 10, duration_ms: 5 };
const spend = (tokens: number | null): ViewedSpend => {
  return { ...role, tokens, roles: { executor: role, judge: role, improver: role } };
};
const at = (seconds: number, row: ReturnType<typeof rowOf>) =>
  row === null ? null : { ...row, timestamp: new Date(1_000_000 + 1000 * seconds).toISOString() };

const iterations = [
  iterationOf(0, { row: at(0, rowOf('baseline', 0.4)), spend: spend(100) }),
  iterationOf(1, { row: at(10, rowOf('reverted', null, 0.4)), spend: spend(50) }),
  iterationOf(2, { row: at(30, rowOf('kept', 0.9, 0.7)), spend: spend(25) }),
  iterationOf(3, { row: at(20, rowOf('reverted', 0.5, 0.68)), spend: spend(5) }),
  iterationOf(4, { spend: spend(1000) }),
];
const view = viewOf({ iterations });

describe('the best score over time', () => {
  it('is known once an iteration is decided, and never goes back, whatever became of the clock', () => {
    expect(bestAlong(view, 'clock')).toEqual([
      { iteration: 0, kept: false, at: 0, best: 0.4 },
      { iteration: 1, kept: false, at: 10_000, best: 0.4 },
      { iteration: 2, kept: true, at: 30_000, best: 0.7 },
      { iteration: 3, kept: false, at: 30_000, best: 0.68 },
    ]);
  });

  it('is followed by what was spent where that is known of every iteration', () => {
    expect(waysAlong(view)).toEqual(['clock', 'tokens', 'duration_ms']);
    expect(bestAlong(view, 'tokens').map((one) => one.at)).toEqual([100, 150, 175, 180]);
    const unknown = viewOf({
      iterations: [...iterations.slice(0, 3), { ...iterations[3], spend: spend(null) }] as never,
    });
    expect(waysAlong(unknown)).toEqual(['clock', 'duration_ms']);
  });

  it('is not drawn where nothing says when, and what has no date is left out', () => {
    expect(waysAlong(viewOf())).toEqual([]);
    const torn = iterationOf(1, { row: { ...rowOf('kept', 0.5), timestamp: 'yesterday' } as never });
    expect(waysAlong(viewOf({ iterations: [torn] }))).toEqual([]);
    expect(bestAlong(viewOf({ iterations: [...iterations.slice(0, 1), torn] }), 'clock')).toHaveLength(1);
  });

  it('is told at the first, the last, and whatever was kept', () => {
    expect(milestones(bestAlong(view, 'clock')).map(({ iteration }) => iteration)).toEqual([0, 2, 3]);
    expect(milestones([])).toEqual([]);
  });

  it('is drawn in steps inside the plot', () => {
    const model = overTimeModel(bestAlong(view, 'clock'), 400, 240);
    expect(model.line.match(/V/g)).toHaveLength(3);
    expect(model.marks.map(({ iteration }) => iteration)).toEqual([0, 2]);
    for (const { x, y } of model.marks) {
      expect(x).toBeGreaterThanOrEqual(model.plot.left);
      expect(x).toBeLessThanOrEqual(model.plot.right);
      expect(y).toBeLessThanOrEqual(model.plot.bottom);
    }
    expect(overTimeModel([], 400, 240).line).toBe('');
  });
});
