import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatMap } from '../../../src/report/plots/heat-map.ts';
import { progressPlot } from '../../../src/report/plots/progress.ts';
import { certificateOf } from '../../dashboard/view.ts';
import { armsOf, type Step, viewOf } from '../../support/views.ts';

const steps: readonly Step[] = [
  { score: 0.5, best: 0.5, action: 'baseline', marks: { a: '+-', b: '+-' } },
  { score: 0.75, best: 0.75, action: 'kept', marks: { a: '++', b: '+-' } },
  { score: null, best: 0.75, action: 'reverted', marks: { a: '--', b: null } },
];
const count = (text: string, what: RegExp) => [...text.matchAll(what)].length;

/** Every tag is closed in its turn, and nothing but our elements stands in the text. */
function isWellFormed(svg: string): boolean {
  const open: string[] = [];
  for (const [, close, name = '', self] of svg.matchAll(
    /<(\/?)([a-z]+)(?: [a-zA-Z-]+="[^"<>]*"| xmlns="[^"]*")*(\/?)>/g,
  )) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (self !== '/') open.push(name);
  }
  const texts = svg.replaceAll(/<[^<>]*>/g, '');
  return open.length === 0 && !/[<>]|&(?!(amp|lt|gt|quot|#39);)/.test(texts);
}

describe('the progress plot', () => {
  const svg = progressPlot(viewOf(steps));

  it('has a dot for what was kept, a cross for what was reverted, and a lane for what has no score', () => {
    expect(count(svg, /<circle/g)).toBe(3);
    expect(count(svg, /<path/g)).toBe(2);
    expect(svg).toContain('M688,256');
    expect(isWellFormed(svg)).toBe(true);
  });

  it('has a band where rule race says what it believes', () => {
    const counted = { trials: 4, evals_seen: 4, evals_total: 4, passes: 1, look: 1, raw: 0.75, delta: 0.1, sd: 0.1 };
    const more = { p_better: 0.9, keep: 0.6, estimate: 0.7, estimate_sd: 0.1, low: 0.5, high: 0.9 };
    const [first, second = steps[0], third] = steps;
    if (first === undefined || second === undefined || third === undefined) throw new Error('there are three steps');
    const race = progressPlot(viewOf([first, { ...second, counted: { ...counted, ...more } }, third]));
    expect(count(race, /fill="#c9ddf2"/g)).toBe(2);
    expect(count(svg, /fill="#c9ddf2"/g)).toBe(1);
  });

  it('has dashed lines with names apart for what was measured beside the climb', () => {
    const arms = armsOf({ none: 0.1 });
    const certificates = [{ ...certificateOf('submit', 'improved'), best: 'v<2' }];
    const held = progressPlot(viewOf(steps, { arms, certificates }));
    expect(count(held, /stroke-dasharray/g)).toBe(3);
    expect(held).toMatch(/no skill 0\.10.*|held out, v&lt;2 0\.60/);
    expect(isWellFormed(held)).toBe(true);
    const same = progressPlot(viewOf(steps, { arms: armsOf({ none: 0.3 }), certificates }));
    const lines = [...same.matchAll(/y="([\d.]+)" text-anchor="end"[^>]*>(?:no skill|held)/g)].map(([, y]) =>
      Number(y),
    );
    expect(lines).toHaveLength(3);
    expect(lines.slice(1).every((line, index) => line - (lines[index] ?? 0) >= 12)).toBe(true);
  });

  it('is a picture of nothing where nothing was decided', () => {
    expect(isWellFormed(progressPlot(viewOf([])))).toBe(true);
    expect(progressPlot(viewOf([]))).not.toMatch(/NaN|Infinity/);
  });
});

describe('the heat map', () => {
  it('has a cell for each eval of an iteration that was run, grey for what has no score', () => {
    const svg = heatMap(viewOf(steps));
    expect(count(svg, /<rect/g)).toBe(1 + 6);
    expect(count(svg, /fill="#e4e4e4"/g)).toBe(1);
    expect(isWellFormed(svg)).toBe(true);
  });

  it('says how many evals it leaves out', () => {
    const marks = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`e${index}`, '+']));
    expect(heatMap(viewOf([{ score: 1, best: 1, action: 'baseline', marks }]))).toContain('and 20 evals more');
  });

  it('is well-formed whatever the evals are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const svg = heatMap(viewOf([{ score: 1, best: 1, action: 'baseline', marks: { [id]: '+-' } }]));
        expect(isWellFormed(svg)).toBe(true);
        expect(svg).not.toMatch(/[\p{Cc}\p{Cs}\p{Bidi_Control}\uFFFE\uFFFF]/u);
      }),
    );
  });
});
