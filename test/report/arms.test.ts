import { expect, it } from 'vitest';
import type { ArmsRecord } from '../../src/core/schema/arms.ts';
import { renderArms } from '../../src/report/arms.ts';

const RECORD: ArmsRecord = {
  schema_version: 1,
  number: 2,
  arms: [
    { name: 'none', version: null },
    { name: 'best', version: 'v3' },
  ],
  trials: 2,
  started_at: '2025-01-15T10:30:00+00:00',
  scores: [
    {
      ...{ arm: 'none', evals: 2, score: 0.31, interval: { low: 0.2, high: 0.42 }, measured: 4, reused: 4 },
      ...{ tokens: 1204.4, cost_usd: 0.021, duration_ms: 12_000 },
    },
    {
      ...{ arm: 'best', evals: 2, score: 0.86, interval: null, measured: 3, reused: 0 },
      ...{ tokens: null, cost_usd: null, duration_ms: 65_000 },
    },
  ],
  evals: [
    { eval_id: 'a', weight: 1, scores: [0.3, 0.9] },
    { eval_id: 'b', weight: 1, scores: [0.32, 0.82] },
  ],
  differences: [{ arm: 'best', against: 'none', pairs: 2, gain: 0.55, interval: { low: -0.02, high: 1.12 } }],
  unmeasured: [{ arm: 'best', eval_id: 'b', trial: 2, outcome: 'timeout' }],
};

it('arms are shown with score, interval and what a trial takes; then the paired differences and what is missing', () => {
  expect(renderArms(RECORD).split('\n')).toEqual([
    '2 arms: 2 trials of 2 evals with each',
    '  arm        score  95 % interval  tokens a trial  cost a trial  time a trial',
    '  no skill    0.31   0.20 to 0.42            1204         $0.02          0:12',
    '  best (v3)   0.86              -         unknown       unknown          1:05',
    '  best against no skill: +55.0 points, 95 % interval −2.0 to +112.0, paired over 2 evals',
    '  4 trials without a skill were taken over from an earlier comparison: nothing in them changed',
    '  not measured: best b trial 2 (timeout)',
    'Kept in passes/arms-2; no iteration and no row changed.',
  ]);
});

it('a single trial that was taken over is one', () => {
  const scores = RECORD.scores.map((one, index) => ({ ...one, reused: index === 0 ? 1 : 0 }));
  expect(renderArms({ ...RECORD, scores })).toContain('\n  1 trial without a skill was taken over');
});
