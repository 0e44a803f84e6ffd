import { expect, it } from 'vitest';
import { type HistoryEntry, historyJson } from '../../src/core/history.ts';
import type { Row } from '../../src/core/schema/row.ts';

const RUN = { started_at: '2026-11-21T10:00:00Z', skill_name: 'plan' };

function entry(
  iteration: number,
  action: Row['action'],
  [score, best]: readonly [string, number | null],
): HistoryEntry {
  const row = { iteration, timestamp: '', score, best_score: score, action, changelog: 'x' };
  const decision = action === 'reverted' ? 'discard' : 'keep';
  return { decision: { iteration, decision, row, best_before: best }, parent: iteration === 0 ? null : 'v0' };
}

it('the history says of each iteration whether it won, lost or was just as good, and which is the best', () => {
  const document = historyJson(RUN, [
    entry(0, 'baseline', ['0.5', null]),
    entry(1, 'reverted', ['0.5', 0.5]),
    entry(2, 'kept', ['0.75', 0.5]),
    entry(3, 'reverted', ['0.25', 0.75]),
    entry(4, 'reverted', ['', 0.75]),
  ]);
  expect(document).toMatchObject({ ...RUN, current_best: 'v2' });
  expect(
    document.iterations.map((one) => [one.version, one.expectation_pass_rate, one.grading_result, one.is_current_best]),
  ).toEqual([
    ['v0', 0.5, 'baseline', false],
    ['v1', 0.5, 'tie', false],
    ['v2', 0.75, 'won', true],
    ['v3', 0.25, 'lost', false],
    ['v4', null, 'lost', false],
  ]);
  expect(document.iterations.map(({ parent }) => parent)).toEqual([null, 'v0', 'v0', 'v0', 'v0']);
});

it('before anything was kept, the original is the best', () => {
  expect(historyJson(RUN, [])).toMatchObject({ current_best: 'v0', iterations: [] });
});
