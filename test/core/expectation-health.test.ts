import { describe, expect, it } from 'vitest';
import { expectationHealth, type VersionTrial } from '../../src/core/expectation-health.ts';

/** "+-+" are three expectations of which the second fails; null is a trial without a score. */
function trial(version: string, evalId: string, marks: string | null): VersionTrial {
  const grading = marks === null ? null : { expectations: [...marks].map((mark) => ({ passed: mark === '+' })) };
  return { version, evalId, grading };
}

describe('expectations', () => {
  it('are flaky that pass and fail with the same version, and not that an edit fixed', () => {
    const trials = [trial('v0', 'a', '+--'), trial('v0', 'a', '+-+'), trial('v1', 'a', '++-'), trial('v1', 'a', '++-')];
    expect(expectationHealth(trials).flaky).toEqual(['a#3']);
  });

  it('are named that always pass or always fail, once there are three trials of them', () => {
    const twice = [trial('v0', 'a', '+-+'), trial('v1', 'a', '+--')];
    expect(expectationHealth(twice)).toEqual({ flaky: [], always_pass: [], always_fail: [] });
    const thrice = [...twice, trial('v1', 'a', '+--'), trial('v0', 'b', '-')];
    expect(expectationHealth(thrice)).toEqual({ flaky: [], always_pass: ['a#1'], always_fail: ['a#2'] });
    expect(expectationHealth(twice, 2)).toMatchObject({ always_pass: ['a#1'], always_fail: ['a#2'] });
  });

  it('are told by measured trials only', () => {
    const trials = [trial('v0', 'a', '-'), trial('v0', 'a', '-'), trial('v0', 'a', null)];
    expect(expectationHealth(trials)).toEqual({ flaky: [], always_pass: [], always_fail: [] });
    expect(expectationHealth([])).toEqual({ flaky: [], always_pass: [], always_fail: [] });
  });
});
