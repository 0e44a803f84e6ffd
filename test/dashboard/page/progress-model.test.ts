import { describe, expect, it } from 'vitest';
import type { Counted } from '../../../src/core/counted.ts';
import { progressModel } from '../../../src/dashboard/page/progress-model.ts';
import { armsOf } from '../../support/views.ts';
import { certificateOf, iterationOf, rowOf, viewOf } from '../view.ts';

function countedOf(low: number, estimate: number, high: number): Counted {
  const unknown = { trials: null, evals_seen: 2, evals_total: 6, passes: null, look: null, raw: null, delta: null };
  return { ...unknown, sd: null, p_better: null, keep: null, estimate, estimate_sd: null, low, high };
}

const iterations = [
  iterationOf(0, { row: rowOf('baseline', 0.4), counted: countedOf(0.3, 0.4, 0.5) }),
  iterationOf(1, { row: rowOf('reverted', null, 0.4), counted: countedOf(0.2, 0.3, 0.4) }),
  iterationOf(2, { row: rowOf('kept', 0.9, 0.7), counted: countedOf(0.6, 0.7, 0.8) }),
  iterationOf(3),
];
const model = progressModel(viewOf({ iterations }), 800);

describe('the chart of the progress', () => {
  it('has a mark for each iteration, from left to right inside the plot', () => {
    const places = model.marks.map(({ x }) => x);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(model.plot.left);
    expect(places.at(-1)).toBeLessThan(model.plot.right);
    expect(model.marks.map(({ fate }) => fate)).toEqual(['baseline', 'reverted', 'kept', 'open']);
  });

  it('keeps what was not measured out of the plot, in a lane of its own', () => {
    expect(model.marks.map(({ y }) => y === null)).toEqual([false, true, false, true]);
    expect(model.lane).toBeGreaterThan(model.plot.bottom);
    expect(progressModel(viewOf({ iterations: iterations.slice(2) }), 800).lane).toBeNull();
  });

  it('draws the best score in steps, with the band of the version that has it', () => {
    expect(model.line.match(/V/g)).toHaveLength(2);
    expect(model.band).toMatch(/^M[\d. HV-]+Z$/);
    expect(model.marks[2]?.y).toBeLessThan(model.marks[0]?.y ?? 0);
  });

  it('has a place for everything of a run of one iteration, of none, and of five hundred', () => {
    expect(progressModel(viewOf({ iterations: iterations.slice(0, 1) }), 300).marks).toHaveLength(1);
    expect(progressModel(viewOf(), 300)).toMatchObject({ marks: [], line: '', band: '', lane: null });
    const many = Array.from({ length: 500 }, (_, number) => iterationOf(number, { row: rowOf('reverted', 0.5) }));
    expect(progressModel(viewOf({ iterations: many }), 900).marks.at(-1)?.x).toBeLessThan(900);
  });

  it('holds the scores of sealed evals beside it', () => {
    const certificates = [certificateOf('submit', 'improved')];
    const { levels } = progressModel(viewOf({ iterations, certificates }), 800);
    expect(levels.map(({ name, value }) => [name, value])).toEqual([
      ['held out, v2', 0.6],
      ['held out, v0', 0.3],
    ]);
    expect(levels[0]?.y).toBeLessThan(levels[1]?.y ?? 0);
  });

  it('keeps names of levels apart that lie on each other', () => {
    const certificates = [{ ...certificateOf('submit', 'not shown'), before: 0.5, after: 0.5 }];
    const { levels } = progressModel(viewOf({ iterations, certificates, arms: armsOf({ none: 0.5 }) }), 800);
    const lines = levels.map(({ labelY }) => labelY);
    expect(new Set(levels.map(({ y }) => y)).size).toBe(1);
    expect(lines.slice(1).every((line, index) => line - (lines[index] ?? line) >= 12)).toBe(true);
  });
});
