import { describe, expect, it } from 'vitest';
import type { RegradeRecord } from '../../src/core/schema/regrade.ts';
import { renderRegrade } from '../../src/report/regrade.ts';

const JUDGE = { name: 'claude', version: '1', model: null };
const RECORD: RegradeRecord = {
  schema_version: 1,
  number: 2,
  judge_spec: 'claude:opus',
  judge: { ...JUDGE, model: 'opus' },
  judge_before: JUDGE,
  iterations: 2,
  started_at: '2025-01-15T10:30:00+00:00',
  changed: ['judge'],
  scores: [
    { iteration: 0, before: '0.25', score: 1 / 3 },
    { iteration: 1, before: '', score: null },
  ],
  agreement: { judge: { expectations: 12, same: 10 }, check: { expectations: 0, same: 0 } },
  gradings: 6,
  ungraded: [{ iteration: 1, eval_id: 'a', trial: 1 }],
};

describe('a regrade', () => {
  it('is shown with the scores before and now, and how much came out the same', () => {
    expect(renderRegrade(RECORD).split('\n')).toEqual([
      'Regrade 2 by claude:opus, another judge: 6 trials graded anew',
      '  iteration  before  now',
      '  0          0.25    0.3333',
      '  1          -       -',
      '  10 of 12 judged expectations came out as before',
      '  1 could not be graded',
      'Kept in regrades/2; leaderboard.csv has the scores as score_v2, and results.tsv is as it was.',
    ]);
  });

  it('names what differs, as far as it fits, and the agreement beyond chance', () => {
    const one = { iteration: 1, eval_id: 'a', trial: 1, number: 3, passed: true };
    const differ = [one, { ...one, trial: 2, passed: false }, ...Array.from({ length: 21 }, () => one)];
    const lines = renderRegrade({
      ...RECORD,
      differ,
      agreement: { ...RECORD.agreement, judge: { expectations: 12, same: 10, kappa: 2 / 3 } },
    }).split('\n');
    expect(lines.slice(4, 7)).toEqual([
      '  10 of 12 judged expectations came out as before (kappa 0.67)',
      '    iteration 1, a#3: failed, passes now',
      '    iteration 1, a#3, trial 2: passed, fails now',
    ]);
    expect(lines).toContain('    and 3 more, in regrade.json');
  });

  it('by the judge of the run says so', () => {
    expect(renderRegrade({ ...RECORD, changed: [], gradings: 1 })).toContain('the same judge: 1 trial graded anew');
  });
});
