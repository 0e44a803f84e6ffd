import { describe, expect, it } from 'vitest';
import type { CalibrationRecord } from '../../src/core/schema/calibration.ts';
import { renderCalibration } from '../../src/report/calibration.ts';

const RECORD: CalibrationRecord = {
  schema_version: 1,
  number: 1,
  version: 'v2',
  passes: 3,
  seed: 1,
  evals: [
    { eval_id: 'dates', trials: 3, mean: 0.5, sd: 0.25, expected_sd: 0.3 },
    { eval_id: '2', trials: 3, mean: 1, sd: 0, expected_sd: 0.125 },
  ],
  noise_factor: 0.5,
  pass: { sd: 0.125, expected_sd: 0.16, noise: 0.245, expected_noise: 0.3136 },
  smallest_gain: [
    { passes: 1, gain: 0.4 },
    { passes: 3, gain: null },
  ],
  false_keeps: [
    { rule: 'race', confidence: 'balanced', replays: 1000, kept: 31, rate: 0.031 },
    { rule: 'strict', confidence: null, replays: 1000, kept: 412, rate: 0.412 },
  ],
  flaky: ['dates#2'],
  always_pass: ['2#1'],
  always_fail: [],
  unmeasured: [{ eval_id: '2', trial: 3, outcome: 'timeout' }],
};

describe('a calibration', () => {
  it('is shown in points, beside what was expected', () => {
    expect(renderCalibration(RECORD).split('\n')).toEqual([
      'v2 against itself: 3 fresh passes of 2 evals',
      '  one pass has a noise of ± 24.5 points; ± 31.4 are expected',
      '  the smallest gain that one final pass can show is 40.0 points',
      '  3 final passes of one eval can show no gain: that takes two evals or more',
      '  rule race (balanced) would have kept an edit that does nothing in 3.1 % of 1000 replays',
      '  rule strict would have kept an edit that does nothing in 41.2 % of 1000 replays',
      '',
      '  eval      mean  one trial ±  expected ±',
      '  dates     50.0         25.0        30.0',
      '  2        100.0          0.0        12.5',
      '',
      'flaky         dates#2',
      'always pass   2#1',
      'not measured  2 trial 3 (timeout)',
    ]);
  });

  it('cannot steer a terminal', () => {
    const evil = '\u001b[31mx\u202E\nflaky';
    const [first] = RECORD.evals;
    const evals = first === undefined ? [] : [{ ...first, eval_id: evil }];
    const text = renderCalibration({ ...RECORD, evals, flaky: [evil], always_fail: [evil] });
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
