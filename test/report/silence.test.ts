import { expect, it } from 'vitest';
import { foldProgress, startProgress } from '../../src/report/progress.ts';
import { silenceLine } from '../../src/report/silence.ts';
import { at, callStarted, iterationStarted, runStarted } from '../core/run-events.ts';

const begun = Date.parse(at(0));
const BEGUN = [runStarted(), iterationStarted(1, 'v0', ['a', 'b'])].reduce(foldProgress, startProgress(begun));

it('while nothing is worth a line, what is under way is told, and which trial was silent for longest', () => {
  expect(silenceLine(BEGUN, begun + 60_000)).toBe('at work after 1:00');
  const one = foldProgress(BEGUN, callStarted('executor', 'a'));
  expect(silenceLine(one, begun + 75_000)).toBe(
    'at work after 1:15: 1 trial under way; the last sign of a was 75 s ago',
  );
  const activity = { event: 'activity', at: at(60), call: 'c1', iteration: 1, eval_id: 'a', what: 'Bash' } as const;
  expect(silenceLine(foldProgress(one, activity), begun + 75_000)).toContain('the last sign of a was 15 s ago');
  expect(silenceLine({ ...one, paused: true }, begun + 75_000)).toBe('paused after 1:15');
});
