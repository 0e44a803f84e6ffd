import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when its check fails': {
      spec: { check: { type: 'file_contains', file: 'a', literal: 'TODO' } },
      outputs: { a: 'done' },
      evidence: 'a does not contain "TODO"',
    },
  },
  fails: {
    'when its check passes': {
      spec: { check: { type: 'file_exists', file: 'a' } },
      outputs: { a: '' },
      evidence: 'a exists',
    },
    'when its check had nothing to look at': {
      spec: { check: { type: 'file_contains', file: 'a', literal: 'TODO' } },
      evidence: 'no output is named a',
      undecided: true,
    },
  },
  wrong: {
    'without a check': { spec: {}, problem: '"check"' },
    'with a check that is wrong': {
      spec: { check: { type: 'file_exists' } },
      problem: 'not: check: file_exists: "file"',
    },
  },
};
