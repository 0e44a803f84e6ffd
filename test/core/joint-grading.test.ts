import { expect, it } from 'vitest';
import { jointGrading, jointGradings } from '../../src/core/joint-grading.ts';
import { grading } from './gradings.ts';

it('the joint grading of no trial is none, and of one trial its own', () => {
  expect(jointGrading([])).toBeNull();
  expect(jointGrading([grading('+-')])).toEqual(grading('+-'));
});

it('an expectation passes jointly where it passed in every trial, and shows the evidence of a failure', () => {
  const joint = jointGrading([grading('++-'), grading('+--'), grading('++-')]);
  expect(joint?.expectations.map(({ passed }) => passed)).toEqual([true, false, false]);
  expect(joint?.expectations.map(({ evidence }) => evidence)).toEqual(['seen +', 'seen -', 'seen -']);
});

it('an expectation that only some trials have is decided by these', () => {
  const joint = jointGrading([grading('++-'), grading('+')]);
  expect(joint?.expectations.map(({ text, passed }) => [text, passed])).toEqual([
    ['statement 1', true],
    ['statement 2', true],
    ['statement 3', false],
  ]);
});

it('the joint pass rate is the mean over the trials, not the share of what always passed', () => {
  expect(jointGrading([grading('+-+-'), grading('-+--')])?.summary).toEqual({
    pass_rate: 0.375,
    passed: 0,
    failed: 4,
    total: 4,
  });
});

it('the gradings of a pass are one an eval; an eval with an unmeasured trial has none', () => {
  const gradings = jointGradings([
    { evalId: 'a', grading: grading('++') },
    { evalId: 'b', grading: grading('+') },
    { evalId: 'b', grading: null },
    { evalId: 'a', grading: grading('+-') },
    { evalId: 'c', grading: null },
  ]);
  expect([...gradings.keys()]).toEqual(['a']);
  expect(gradings.get('a')?.summary).toEqual({ pass_rate: 0.75, passed: 1, failed: 1, total: 2 });
});
