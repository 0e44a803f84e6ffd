import { expect, it } from 'vitest';
import { levelsOf } from '../../src/core/levels.ts';
import { certificateOf } from '../dashboard/view.ts';
import { armsOf } from '../support/views.ts';

it('is what is got without the skill, and what sealed evals gave', () => {
  const certificates = [certificateOf('certify', 'improved'), certificateOf('submit', 'improved')];
  expect(levelsOf({ certificates, arms: armsOf({ none: 0.24, v0: 0.4 }) })).toEqual([
    { name: 'no skill', value: 0.24 },
    { name: 'held out, v0', value: 0.3 },
    { name: 'held out, v2', value: 0.6 },
  ]);
});

it('is nothing that was not measured', () => {
  expect(levelsOf({ certificates: [certificateOf('certify', 'improved')], arms: armsOf({ v0: 0.4 }) })).toEqual([]);
  expect(levelsOf({ certificates: [], arms: armsOf({ none: null }) })).toEqual([]);
  const [held] = [{ ...certificateOf('submit', 'not shown'), before: null }];
  expect(levelsOf({ certificates: [held], arms: null })).toEqual([{ name: 'held out, v2', value: 0.6 }]);
});
