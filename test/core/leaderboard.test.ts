import { expect, it } from 'vitest';
import { type LeaderboardEntry, leaderboardCsv } from '../../src/core/leaderboard.ts';

it('has a row an iteration, run, time and decision first, then every metric by name', () => {
  const metrics = { schema_version: 1, score: 0.5, pass_rates: { b: 0, a: 1 }, usage: { cost_usd: null } };
  expect(leaderboardCsv('r1', [entry('keep', metrics)])).toBe(
    'run_id,timestamp,decision,pass_rates.a,pass_rates.b,score,usage.cost_usd\n' +
      'r1,2025-01-15T10:30:00+00:00,keep,1,0,0.5,\n',
  );
});

it('has the same columns in every row where a metric comes late, and is empty, never 0, where it is not known', () => {
  const entries = [entry('keep', { score: 0.5 }), entry('discard', { score: null, late: 3 }), entry('keep', null)];
  expect(leaderboardCsv('r1', entries).split('\n')).toEqual([
    'run_id,timestamp,decision,late,score',
    'r1,2025-01-15T10:30:00+00:00,keep,,0.5',
    'r1,2025-01-15T10:30:00+00:00,discard,3,',
    'r1,2025-01-15T10:30:00+00:00,keep,,',
    '',
  ]);
});

function entry(decision: 'keep' | 'discard', metrics: unknown): LeaderboardEntry {
  return { decision: { decision, row: { timestamp: '2025-01-15T10:30:00+00:00' } }, metrics };
}
