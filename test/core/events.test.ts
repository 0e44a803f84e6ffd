import { describe, expect, it } from 'vitest';
import { type RunEvent, runEventSchema } from '../../src/core/events.ts';
import { at, callEnded, callStarted, decided, iterationStarted, runStarted, trialEnded } from './run-events.ts';

const EVENTS: readonly RunEvent[] = [
  runStarted(),
  runStarted(5, true),
  iterationStarted(0, null, ['a', 'b']),
  iterationStarted(3, 'v1', []),
  callStarted('executor', 'a'),
  callStarted('improver', null),
  callEnded(0.5),
  { ...callEnded(null), end: 'failed', kind: 'rate_limit', message: 'come back later' },
  trialEnded('a', { passed: 0, total: 4 }),
  trialEnded('a', 'timeout'),
  { event: 'proposed', at: at(1), iteration: 1, changelog: 'shorter', rejected: null },
  { event: 'proposed', at: at(1), iteration: 1, changelog: 'none', rejected: 'drop: no change' },
  {
    ...{ event: 'process_run', at: at(1), purpose: 'agent', call: 'c1', argv: ['node', '--version'], cwd: 'work' },
    ...{ end: 'timeout', exit_code: null, signal: 'SIGTERM', duration_ms: 12 },
  },
  {
    ...{ event: 'candidate_changed', at: at(1), iteration: 1, more: 0 },
    files: [{ path: 'SKILL.md', change: 'removed', bytes: null, sha256: null }],
  },
  decided(),
  decided({ score: '', action: 'kept' }),
  { event: 'warning', at: at(2), message: 'a name is odd' },
  { event: 'run_stopped', at: at(3), stop_reason: 'ceiling' },
];

describe('an event of a run', () => {
  it.each(EVENTS.map((event) => [event.event, event] as const))(
    '%s reads back from its line as it was',
    (_name, event) => {
      expect(runEventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    },
  );

  it('may have fields that a later version adds', () => {
    expect(runEventSchema.parse({ ...runStarted(), host: 'a' })).toEqual(runStarted());
  });

  const { at: _time, ...timeless } = runStarted();

  it.each([
    ['of an unknown kind', { ...runStarted(), event: 'run_paused' }],
    ['without a time', timeless],
    ['of no time that there is', { ...runStarted(), at: 'yesterday' }],
    ['of a month that there is not', { ...runStarted(), at: '2025-13-01T10:30:00.000Z' }],
    ['that only shows life', { event: 'activity', at: at(0), call: 'c', iteration: 1, eval_id: 'a', what: 'Bash' }],
    ['of an iteration below 0', { ...decided(), iteration: -1 }],
    ['of half an iteration', { ...decided(), iteration: 0.5 }],
    ['of trial 0', { ...trialEnded('a', 'timeout'), trial: 0 }],
    ['of attempt 0', { ...callStarted('judge', 'a'), attempt: 0 }],
    ['of an unknown role', { ...callStarted('judge', 'a'), role: 'critic' }],
    ['with an unknown outcome', { ...trialEnded('a', 'timeout'), outcome: 'failed' }],
    ['with an unknown cause', { ...callEnded(1), kind: 'bad_luck' }],
    ['with a negative price', callEnded(-1)],
    ['with an unknown action', { ...decided(), action: 'dropped' }],
    ['with an unknown reason to stop', { event: 'run_stopped', at: at(0), stop_reason: 'bored' }],
  ])('is none %s', (_what, line) => {
    expect(runEventSchema.safeParse(line).success).toBe(false);
  });
});
