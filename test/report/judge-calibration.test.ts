import { expect, it } from 'vitest';
import type { JudgeCalibration } from '../../src/core/schema/judge-calibration.ts';
import { renderJudgeCalibration } from '../../src/report/judge-calibration.ts';

const RECORD: JudgeCalibration = {
  schema_version: 1,
  number: 1,
  version: 'v2',
  judge: { name: 'claude', version: '1', model: null },
  times: 3,
  trials: [{ purpose: 'iteration-2', eval_id: 'a', trial: 1 }],
  started_at: '2025-01-15T10:30:00+00:00',
  graded: 12,
  ungraded: [],
  judge_sd: 0.031,
  agent_sd: 0.102,
  judge_share: 0.0845,
  agreement: 0.962,
  wavering: ['a#2', 'b#5'],
  evidence: { passes: 140, found: 131 },
  position: { earlier: 3, later: 2, p_value: 1 },
};

it('a calibration of the judge is shown in points, the judge’s noise beside the agent’s', () => {
  expect(renderJudgeCalibration(RECORD).split('\n')).toEqual([
    'The judge against itself: 12 stored trials of v2, graded 3 times; nothing was run',
    '  the judge adds ± 3.1 points to one trial; the agent itself ± 10.2, so 8 % of the variance is the judge’s',
    '  96.2 % of its verdicts are the same when it is asked again',
    '  evidence was found for 131 of 140 passes',
    'wavering      a#2, b#5',
  ]);
});

it('warns where verdicts follow the place, and says what is missing', () => {
  const text = renderJudgeCalibration({
    ...RECORD,
    agent_sd: null,
    judge_share: null,
    ungraded: RECORD.trials,
    position: { earlier: 1, later: 11, p_value: 0.00634 },
  });
  expect(text).toContain('what the agent adds takes two trials of an eval: run `skillratchet calibrate` first');
  expect(text).toContain(
    'passes more easily what stands late in its question (11 of 12 wavering verdicts, p = 0.0063)',
  );
  expect(text).toContain('1 of the trials could not be graded every time');
});
