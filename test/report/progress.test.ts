import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { extentOf, type OpenWork } from '../../src/report/open-work.ts';
import { foldProgress, type Progress, startProgress } from '../../src/report/progress.ts';
import { at, callEnded, callStarted, decided, iterationStarted, runStarted, trialEnded } from '../core/run-events.ts';

const BEGUN = [runStarted(), iterationStarted(1, 'v0', ['a', 'b'])];

function told(...events: readonly LoopEvent[]): Progress {
  return events.reduce(foldProgress, startProgress(1000));
}

function workOf(progress: Progress, key = 'iteration-1'): OpenWork {
  const work = progress.open.get(key);
  if (work === undefined) throw new Error(`${key} is not under way`);
  return work;
}

function markOf(progress: Progress, evalId = 'a', key = 'iteration-1'): unknown {
  return workOf(progress, key).marks.get(evalId);
}

function activity(eval_id: string | null, what: string): LoopEvent {
  return { event: 'activity', at: at(0), call: 'c1', iteration: 1, eval_id, what };
}

function proposed(changelog: string): Extract<LoopEvent, { event: 'proposed' }> {
  return { event: 'proposed', at: at(0), iteration: 1, changelog, rejected: null };
}

describe('the progress of a run', () => {
  it('begins at the given time, with nothing done and nothing spent', () => {
    expect(told()).toMatchObject({ startedAt: 1000, open: new Map(), calls: 0, cost: 0, bestScore: null });
    expect(told(runStarted()).skill).toBe('release-notes');
  });

  it('has every eval wait when an iteration begins', () => {
    const progress = told(...BEGUN);
    expect(progress.incumbent).toBe('v0');
    expect(workOf(progress)).toMatchObject({ what: { type: 'iteration', number: 1 }, changelog: null });
    expect([...workOf(progress).marks]).toEqual([
      ['a', { type: 'waiting' }],
      ['b', { type: 'waiting' }],
    ]);
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
      { type: 'running', role: 'executor', what: '', call: 'c1', tools: 0, heardAt: Date.parse(at(0)) },
      { type: 'running', role: 'executor', what: 'Bash', call: 'c1', tools: 1, heardAt: Date.parse(at(0)) },
      { type: 'running', role: 'executor', what: 'Bash', call: 'c1', tools: 1, heardAt: Date.parse(at(0)) },
      { type: 'running', role: 'judge', what: '', call: 'c1', tools: 0, heardAt: Date.parse(at(0)) },
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
    expect(improving.calls).toBe(1);
    expect(workOf(improving).improving).toBe(true);
    expect(markOf(improving)).toEqual({ type: 'waiting' });
    const edited = foldProgress(improving, proposed('shorter'));
    expect(workOf(edited)).toMatchObject({ improving: false, changelog: 'shorter' });
  });

  it('counts calls and adds up the cost until one of them does not tell', () => {
    const call = (cost: number | null) => [callStarted('executor', 'a'), callEnded(cost)];
    expect(told(...call(0.25), ...call(0.5))).toMatchObject({ calls: 2, cost: 0.75 });
    expect(told(...call(0.25), ...call(null), ...call(0.5))).toMatchObject({ calls: 3, callsEnded: 3, cost: null });
  });

  it('has a new incumbent after the baseline and after a kept iteration only', () => {
    const baseline = decided({ iteration: 0, action: 'baseline', best_score: '0.66' });
    const begun = [runStarted(), iterationStarted(0, null, ['a'])];
    expect(told(...begun, baseline)).toMatchObject({ incumbent: 'v0', bestScore: '0.66' });
    const kept = decided({ iteration: 1, action: 'kept', best_score: '0.78' });
    expect(told(...begun, baseline, kept)).toMatchObject({ incumbent: 'v1', bestScore: '0.78' });
    expect(told(...begun, baseline, kept, decided())).toMatchObject({ incumbent: 'v1', bestScore: '0.78' });
  });

  it('knows what stands for the incumbent before its first iteration, and its band while that is of its score', () => {
    const standing = { event: 'standing', best: 'v9', score: '0.71', sd: 0.05 } as const;
    const resumed = told(runStarted(0, true), standing);
    expect(resumed).toMatchObject({ incumbent: 'v9', bestScore: '0.71', bestSd: 0.05 });
    const dropped = foldProgress(resumed, decided({ iteration: 12, best_score: '0.71' }));
    expect(dropped).toMatchObject({ incumbent: 'v9', bestScore: '0.71', bestSd: 0.05 });
    const kept = foldProgress(resumed, decided({ iteration: 12, action: 'kept', best_score: '0.78' }));
    expect(kept).toMatchObject({ incumbent: 'v12', bestScore: '0.78', bestSd: null });
    expect(foldProgress(kept, { ...standing, best: 'v12', score: '0.78', sd: 0.04 }).bestSd).toBe(0.04);
  });

  it('has a pace from its first iteration on, the baseline left out', () => {
    const begun = (iteration: number, seconds: number) => ({
      ...iterationStarted(iteration, 'v0', ['a']),
      at: at(seconds),
    });
    const ended = (iteration: number, seconds: number) => decided({ iteration, at: at(seconds) });
    const time = (seconds: number) => Date.parse(at(seconds));
    const baseline = told(runStarted(), begun(0, 1), ended(0, 60));
    expect(baseline.pace).toBeNull();
    const two = [begun(1, 61), begun(2, 62), ended(1, 90), ended(2, 91), begun(3, 92)].reduce(foldProgress, baseline);
    expect(two.pace).toEqual({ since: time(61), decided: 2, last: time(91) });
  });

  it('is the same after a warning and after the stop', () => {
    const progress = told(...BEGUN);
    expect(foldProgress(progress, { event: 'warning', at: at(0), message: 'odd' })).toBe(progress);
    expect(foldProgress(progress, { event: 'run_stopped', at: at(0), stop_reason: 'user' })).toBe(progress);
  });
});

describe('iterations side by side', () => {
  const begin = (iteration: number) => ({ ...iterationStarted(iteration, 'v4', ['a', 'b', 'c']), first_look: 1 });
  const FOUR = [runStarted(), begin(5), begin(6), begin(7), begin(8)];
  const call = (name: string, iteration: number, eval_id: string) => {
    return { ...callStarted('executor', eval_id), call: name, iteration };
  };
  const ended = (iteration: number, eval_id: string) => {
    return { ...trialEnded(eval_id, { passed: 1, total: 2 }), iteration };
  };

  it('are all open, each with its own changelog and marks, however their events come', () => {
    const progress = told(
      ...FOUR,
      { ...proposed('six'), iteration: 6 },
      call('c1', 6, 'a'),
      call('c2', 5, 'a'),
      { event: 'activity', at: at(0), call: 'c2', iteration: 5, eval_id: 'a', what: 'Bash' },
      ended(6, 'a'),
    );
    expect([...progress.open.keys()]).toEqual(['iteration-5', 'iteration-6', 'iteration-7', 'iteration-8']);
    expect([5, 6, 7].map((number) => workOf(progress, `iteration-${number}`).changelog)).toEqual([null, 'six', null]);
    expect(markOf(progress, 'a', 'iteration-5')).toMatchObject({ type: 'running', what: 'Bash' });
    expect(markOf(progress, 'a', 'iteration-6')).toEqual({ type: 'graded', passed: 1, total: 2 });
    expect(markOf(progress, 'a', 'iteration-7')).toEqual({ type: 'waiting' });
  });

  it('count what has ended, of the trials after which they are judged next', () => {
    const steps = [
      call('c1', 5, 'a'),
      ended(5, 'a'),
      call('c2', 5, 'b'),
      ended(5, 'b'),
      call('c3', 5, 'c'),
      ended(5, 'c'),
    ];
    const extents = steps.map((_, index) =>
      extentOf(workOf(told(...FOUR, ...steps.slice(0, index + 1)), 'iteration-5')),
    );
    expect(extents.map((extent) => `${extent.ended}/${extent.of}`)).toEqual(['0/1', '1/1', '1/3', '2/3', '2/3', '3/3']);
    const again = { ...call('c4', 5, 'a'), trial: 2 };
    expect(extentOf(workOf(told(...FOUR, ...steps, again), 'iteration-5'))).toEqual({ ended: 3, of: 6 });
  });

  it('are over when they are decided, and a call that comes late opens none of them again', () => {
    const dropped = told(...FOUR, decided({ iteration: 5 }), decided({ iteration: 6 }), call('c9', 6, 'a'));
    expect([...dropped.open.keys()]).toEqual(['iteration-7', 'iteration-8']);
    expect(dropped.calls).toBe(1);
  });
});

describe('a pass that belongs to no iteration', () => {
  const started = { event: 'pass_started', at: at(0), purpose: 'final-3', pass: 1, trials: 4 } as const;
  const call = (name: string, iteration: number) => {
    return { ...callStarted('executor', 'a'), call: name, iteration, purpose: 'final-3' };
  };
  const over = { ...trialEnded('a', { passed: 2, total: 2 }), iteration: 3, purpose: 'final-3' };

  it('marks the trials of its versions apart, and counts them', () => {
    const progress = told(runStarted(), started, call('c1', 0), call('c2', 3), over);
    const work = workOf(progress, 'final-3');
    expect(work.what).toEqual({ type: 'pass', purpose: 'final-3', pass: 1, trials: 4 });
    expect([...work.marks].map(([key, { type }]) => `${key} ${type}`)).toEqual(['v0 a running', 'v3 a graded']);
    expect(extentOf(work)).toEqual({ ended: 1, of: 4 });
  });

  it('begins anew with every pass, and ends when an iteration begins', () => {
    const second = told(runStarted(), started, call('c1', 0), { ...started, pass: 2, trials: 2 });
    expect(extentOf(workOf(second, 'final-3'))).toEqual({ ended: 0, of: 2 });
    expect([...foldProgress(second, iterationStarted(4, 'v3', ['a'])).open.keys()]).toEqual(['iteration-4']);
  });

  it('is seen by its calls where nobody told that it began', () => {
    const progress = told(runStarted(), { ...call('c1', 2), purpose: 'ceiling-2' });
    expect(extentOf(workOf(progress, 'ceiling-2'))).toEqual({ ended: 0, of: null });
  });
});
