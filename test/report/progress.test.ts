import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { decisionLine, foldProgress, type Progress, startProgress } from '../../src/report/progress.ts';
import { at, callEnded, callStarted, decided, iterationStarted, runStarted, trialEnded } from '../core/run-events.ts';

const BEGUN = [runStarted(), iterationStarted(1, 'v0', ['a', 'b'])];

function told(...events: readonly LoopEvent[]): Progress {
  return events.reduce(foldProgress, startProgress(1000));
}

function markOf(progress: Progress, evalId = 'a'): unknown {
  return progress.evals.get(evalId);
}

function activity(eval_id: string | null, what: string): LoopEvent {
  return { event: 'activity', call: 'c1', iteration: 1, eval_id, what };
}

function proposed(changelog: string): LoopEvent {
  return { event: 'proposed', at: at(0), iteration: 1, changelog, rejected: null };
}

describe('the progress of a run', () => {
  it('begins at the given time, with nothing done and nothing spent', () => {
    expect(told()).toMatchObject({ startedAt: 1000, iteration: 0, calls: 0, cost: 0, bestScore: null });
    expect(told(runStarted()).skill).toBe('release-notes');
  });

  it('has every eval wait when an iteration begins, and forgets the one before', () => {
    const progress = told(...BEGUN, proposed('shorter'), trialEnded('a', 'timeout'), iterationStarted(2, 'v1', ['b']));
    expect(progress).toMatchObject({ iteration: 2, incumbent: 'v1', changelog: null });
    expect([...progress.evals]).toEqual([['b', { type: 'waiting' }]]);
  });

  it('follows an eval from its first call to its end', () => {
    const steps = [
      callStarted('executor', 'a'),
      activity('a', 'Bash'),
      callEnded(0.25),
      callStarted('judge', 'a'),
      trialEnded('a', { passed: 3, total: 4 }),
    ];
    expect(steps.map((_, index) => markOf(told(...BEGUN, ...steps.slice(0, index + 1))))).toEqual([
      { type: 'running', role: 'executor', what: '', call: 'c1' },
      { type: 'running', role: 'executor', what: 'Bash', call: 'c1' },
      { type: 'running', role: 'executor', what: 'Bash', call: 'c1' },
      { type: 'running', role: 'judge', what: '', call: 'c1' },
      { type: 'graded', passed: 3, total: 4 },
    ]);
    expect(markOf(told(...BEGUN, ...steps), 'b')).toEqual({ type: 'waiting' });
  });

  it('sees an eval without expectations end with its call, for nothing else tells', () => {
    const begun = { ...callStarted('executor', 'poem'), call: 'c2' };
    const over = { ...callEnded(0), call: 'c2' };
    const running = told(...BEGUN, begun, callStarted('executor', 'a'));
    expect(markOf(running, 'poem')).toMatchObject({ type: 'running', role: 'executor' });
    expect(markOf(foldProgress(running, { ...callEnded(0), call: 'other' }), 'poem')).toMatchObject({
      type: 'running',
    });
    const ended = foldProgress(running, over);
    expect(markOf(ended, 'poem')).toEqual({ type: 'ended' });
    expect(markOf(ended)).toMatchObject({ type: 'running' });
    expect(markOf(foldProgress(ended, begun), 'poem')).toMatchObject({ type: 'running' });
  });

  it('marks what was not measured with its outcome, never with a score', () => {
    expect(markOf(told(...BEGUN, trialEnded('a', 'timeout')))).toEqual({ type: 'unmeasured', outcome: 'timeout' });
  });

  it('takes a sign of life after the end for nothing', () => {
    const ended = told(...BEGUN, trialEnded('a', { passed: 1, total: 1 }));
    expect(markOf(foldProgress(ended, activity('a', 'Bash')))).toEqual({ type: 'graded', passed: 1, total: 1 });
    expect(foldProgress(ended, activity(null, 'Edit'))).toEqual(ended);
  });

  it('knows when the improver is at work and what it proposed', () => {
    const improving = told(...BEGUN, callStarted('improver', null));
    expect(improving).toMatchObject({ improving: true, calls: 1 });
    expect(markOf(improving)).toEqual({ type: 'waiting' });
    expect(foldProgress(improving, proposed('shorter'))).toMatchObject({ improving: false, changelog: 'shorter' });
  });

  it('counts calls and adds up the cost until one of them does not tell', () => {
    const call = (cost: number | null) => [callStarted('executor', 'a'), callEnded(cost)];
    expect(told(...call(0.25), ...call(0.5))).toMatchObject({ calls: 2, cost: 0.75 });
    expect(told(...call(0.25), ...call(null), ...call(0.5))).toMatchObject({ calls: 3, cost: null });
  });

  it('has a new incumbent after the baseline and after a kept iteration only', () => {
    const baseline = decided({ iteration: 0, action: 'baseline', best_score: '0.66' });
    const begun = [runStarted(), iterationStarted(0, null, ['a'])];
    expect(told(...begun, baseline)).toMatchObject({ incumbent: 'v0', bestScore: '0.66' });
    const kept = decided({ iteration: 1, action: 'kept', best_score: '0.78' });
    expect(told(...begun, baseline, kept)).toMatchObject({ incumbent: 'v1', bestScore: '0.78' });
    expect(told(...begun, baseline, kept, decided())).toMatchObject({ incumbent: 'v1', bestScore: '0.78' });
  });

  it('is the same after a warning and after the stop', () => {
    const progress = told(...BEGUN);
    expect(foldProgress(progress, { event: 'warning', at: at(0), message: 'odd' })).toBe(progress);
    expect(foldProgress(progress, { event: 'run_stopped', at: at(0), stop_reason: 'user' })).toBe(progress);
  });
});

describe('the line of a decision', () => {
  it.each([
    [{}, 'iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)'],
    [
      { action: 'kept', score: '0.85', reason: 'keep: score 0.85 > 0.78' },
      'iteration 2 kept 0.85: Error handling rewrite (score 0.85 > 0.78)',
    ],
    [
      { score: '', reason: 'undecided: 60 % measured, 80 % needed' },
      'iteration 2 reverted unmeasured: Error handling rewrite (undecided: 60 % measured, 80 % needed)',
    ],
    [{ iteration: 0, action: 'baseline', score: '0.66', reason: 'baseline' }, 'iteration 0 baseline 0.66'],
  ] as const)('with %j is %s', (parts, line) => {
    expect(decisionLine(decided(parts))).toBe(line);
  });
});
