import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Comparison, metricDeltas, renderComparison } from '../../src/report/compare.ts';
import { fileDiff } from '../../src/report/file-diff.ts';
import { plain } from '../../src/report/paint.ts';
import type { ChangedSide } from '../../src/store/run-view/changes.ts';

describe('metrics beside each other', () => {
  it('are named with dots, with what changed from the first to the second', () => {
    const a = { schema_version: 1, score: 0.78, usage: { cost_usd: 0.5 }, trials: { graded: 4 } };
    const b = { schema_version: 1, score: 0.85, usage: { cost_usd: 0.25 }, trials: { graded: 4 } };
    expect(metricDeltas(a, b)).toEqual({
      score: { a: 0.78, b: 0.85, delta: 0.07 },
      'usage.cost_usd': { a: 0.5, b: 0.25, delta: -0.25 },
      'trials.graded': { a: 4, b: 4, delta: 0 },
    });
  });

  it('have no delta where a side lacks them: unknown is not 0', () => {
    expect(metricDeltas({ score: null, x: 1 }, { score: 0.5, y: 2 })).toEqual({
      score: { a: null, b: 0.5, delta: null },
      x: { a: 1, b: null, delta: null },
      y: { a: null, b: 2, delta: null },
    });
  });

  it('are numbers only, whatever else is recorded', () => {
    expect(metricDeltas({ note: 'x', flag: true, list: [1, 'a'] }, null)).toEqual({
      'list.0': { a: 1, b: null, delta: null },
    });
    expect(metricDeltas(7, 'x')).toEqual({});
  });

  it('change sign when the sides change places', () => {
    const metrics = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
    fc.assert(
      fc.property(metrics, metrics, (a, b) => {
        const [there, back] = [metricDeltas(a, b), metricDeltas(b, a)];
        for (const [name, { delta }] of Object.entries(there)) {
          expect((delta ?? 0) + (back[name]?.delta ?? 0)).toBe(0);
        }
      }),
      { seed: 4 },
    );
  });
});

const COMPARISON: Comparison = {
  a: '1',
  b: '3',
  comparable: true,
  metric_diff: {
    score: { a: 0.78, b: 0.85, delta: 0.07 },
    'trials.graded': { a: 4, b: 4, delta: 0 },
    'usage.cost_usd': { a: null, b: 0.2, delta: null },
    duration_ms: { a: 20, b: 10, delta: -10 },
  },
  config_diff: [{ path: '/agent', old: 'claude', new: null }],
  files: [fileDiff('SKILL.md', sideOf('a\nb\n'), sideOf('a\nc\n'))],
  flips: { fixed: ['1#2'], broken: ['b#1'] },
};

function sideOf(text: string): ChangedSide {
  return { type: 'file', mode: '100644', text, sha256: text };
}

const render = (comparison: Partial<Comparison> = {}) =>
  renderComparison({ ...COMPARISON, ...comparison }, { paint: plain, columns: Number.POSITIVE_INFINITY });

describe('a comparison', () => {
  it('shows what differs', () => {
    expect(render().split('\n')).toEqual([
      '1 → 3',
      '  score           0.78 → 0.85  (+0.07)',
      '  usage.cost_usd  – → 0.2',
      '  duration_ms     20 → 10  (-10)',
      '  config /agent: "claude" → null',
      '  SKILL.md  +1 -1',
      '  1 path, +1 -1',
      'fixed    1#2',
      'broken   b#1',
    ]);
  });

  it('shows the score even where it is the same', () => {
    const same = { metric_diff: { score: { a: 0.5, b: 0.5, delta: 0 } }, config_diff: [], files: [] };
    expect(render({ ...same, flips: { fixed: [], broken: [] } }).split('\n')).toEqual([
      '1 → 3',
      '  score   0.5 → 0.5  (0)',
    ]);
  });

  it('says when the two cannot be compared', () => {
    const lines = render({ comparable: false, files: null, flips: null }).split('\n');
    expect(lines[1]).toBe('not comparable: they were not measured with the same evals');
    expect(lines.join('\n')).not.toMatch(/fixed|path/);
  });

  it('cannot steer a terminal', () => {
    const evil = '\u001b[2J\u202E';
    const text = render({
      a: evil,
      metric_diff: { [evil]: { a: 1, b: 2, delta: 1 } },
      config_diff: [{ path: evil, old: evil, new: evil }],
      files: [fileDiff(evil, null, sideOf(evil))],
      flips: { fixed: [evil], broken: [evil] },
    });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
