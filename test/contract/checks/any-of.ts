import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when one of its checks passes': {
      spec: {
        checks: [
          { type: 'file_exists', file: 'a' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      outputs: { b: '' },
      evidence: 'b exists',
    },
    'when one passes and another could not look': {
      spec: {
        checks: [
          { type: 'json_valid', file: 'gone' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      outputs: { b: '' },
    },
  },
  fails: {
    'when none passes': {
      spec: {
        checks: [
          { type: 'file_exists', file: 'a' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      evidence: 'no output is named a; no output is named b',
    },
    'when one could not look': {
      spec: {
        checks: [
          { type: 'json_valid', file: 'gone' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      undecided: true,
    },
  },
  wrong: {
    'without checks': { spec: { checks: [] }, problem: '"checks"' },
    'with a check that is wrong': {
      spec: { checks: [{ type: 'file_exists', file: 'a' }, { type: 'file_exists' }] },
      problem: 'any_of: checks[1]: file_exists: "file"',
    },
    'with a check that is unknown': {
      spec: { checks: [{ type: 'file_exist' }] },
      problem: 'the nearest is "file_exists"',
    },
  },
};
