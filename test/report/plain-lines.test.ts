import { describe, expect, it } from 'vitest';
import type { LoopEvent } from '../../src/core/events.ts';
import { plainLine } from '../../src/report/plain-lines.ts';
import { at, callEnded, callStarted, decided, iterationStarted, runStarted, trialEnded } from '../core/run-events.ts';
import { NASTY, NASTY_SHOWN } from './paints.ts';

const failedCall = { ...callEnded(null), end: 'failed', kind: 'crash' } as const;

describe('without a terminal', () => {
  it.each<readonly [LoopEvent, string]>([
    [runStarted(), 'started release-notes (run 0a1b2c, sandbox none)'],
    [runStarted(0, true), 'resumed release-notes (run 0a1b2c, sandbox none)'],
    [{ event: 'waiting', at: at(0), agent: 'claude', left_ms: 269_500 }, 'waiting for claude: 4:30 left'],
    [
      { event: 'noise', at: at(0), evals: 12, one_pass: 0.0746, passes: 2, smallest_gain: 0.089 },
      'one pass of these 12 evals has a noise of ± 7.5 points; a gain below 8.9 cannot be shown with this budget',
    ],
    [
      { event: 'noise', at: at(0), evals: 1, one_pass: 0.5, passes: 2, smallest_gain: null },
      'one pass of this one eval has a noise of ± 50.0 points; no gain can be shown with this budget: that takes two evals or more',
    ],
    [
      { event: 'noise', at: at(0), evals: 4, one_pass: 0.1, passes: 0, smallest_gain: null },
      'one pass of these 4 evals has a noise of ± 10.0 points; no final pass is planned that could show a gain',
    ],
    [trialEnded('links', { passed: 0, total: 4 }), 'iteration 1  eval links  0/4'],
    [trialEnded('links', 'timeout'), 'iteration 1  eval links  timeout, not measured'],
    [
      { ...trialEnded('links', 'agent_error'), kind: 'empty' },
      'iteration 1  eval links  agent_error (empty), not measured',
    ],
    [
      { event: 'proposed', at: at(0), iteration: 1, changelog: 'shorter', rejected: null },
      'iteration 1  proposed: shorter',
    ],
    [decided(), 'iteration 2 reverted 0.72: Error handling rewrite (score 0.72 <= 0.78)'],
    [{ event: 'pass_started', at: at(0), purpose: 'final-3', pass: 2, trials: 24 }, 'final-3 pass 2  24 trials'],
    [
      { ...trialEnded('links', { passed: 2, total: 4 }), iteration: 3, purpose: 'final-3' },
      'final-3  v3  eval links  2/4',
    ],
    [{ ...trialEnded('a', 'timeout'), purpose: 'final-3' }, 'final-3  v1  eval a  timeout, not measured'],
    [{ ...trialEnded('a', 'timeout'), purpose: 'no-skill-1' }, 'no-skill-1  eval a  timeout, not measured'],
    [
      { ...trialEnded('a', 'timeout'), purpose: 'reproduce-1' },
      'reproduce-1  iteration 1  eval a  timeout, not measured',
    ],
    [{ event: 'warning', at: at(0), message: 'a key is unknown' }, 'warning: a key is unknown'],
    [{ event: 'run_stopped', at: at(0), stop_reason: 'reverts' }, 'stopped: reverts'],
    [{ ...failedCall, message: 'no such file' }, 'a call ended: failed, no such file'],
    [{ ...failedCall, end: 'timeout', message: null }, 'a call ended: timeout'],
  ])('the event %j is one line', (event, line) => {
    expect(plainLine(event)).toBe(line);
  });

  it.each<LoopEvent>([
    iterationStarted(1, 'v0', ['a']),
    callStarted('executor', 'a'),
    callEnded(0.5),
    { event: 'activity', at: at(0), call: 'c1', iteration: 1, eval_id: 'a', what: 'Bash' },
  ])('the event %j is worth no line', (event) => {
    expect(plainLine(event)).toBeNull();
  });

  it.each<LoopEvent>([
    { ...runStarted(), skill: NASTY },
    trialEnded(NASTY, 'timeout'),
    { event: 'proposed', at: at(0), iteration: 1, changelog: NASTY, rejected: null },
    decided({ changelog: NASTY }),
    { event: 'warning', at: at(0), message: NASTY },
    { ...failedCall, message: NASTY },
  ])('what others wrote in %j stays one line and cannot steer', (event) => {
    expect(plainLine(event)).toContain(NASTY_SHOWN);
    expect(plainLine(event)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
