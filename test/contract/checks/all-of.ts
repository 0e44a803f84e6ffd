import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when all of its checks pass': {
      spec: {
        checks: [
          { type: 'file_exists', file: 'a' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      outputs: { a: '', b: '' },
      evidence: 'a exists; b exists',
    },
    'when checks stand in checks': {
      spec: {
        checks: [
          { type: 'all_of', checks: [{ type: 'file_exists', file: 'a' }] },
          { type: 'not', check: { type: 'file_exists', file: 'b' } },
        ],
      },
      outputs: { a: '' },
    },
  },
  fails: {
    'when one fails': {
      spec: {
        checks: [
          { type: 'file_exists', file: 'a' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      outputs: { a: '' },
      evidence: 'no output is named b',
    },
    'when one could not look': {
      spec: {
        checks: [
          { type: 'json_valid', file: 'gone' },
          { type: 'file_exists', file: 'b' },
        ],
      },
      outputs: { b: '' },
      undecided: true,
    },
  },
  wrong: {
    'with something that is no check': { spec: { checks: ['a exists'] }, problem: '"checks.0"' },
    'with a check that is wrong far inside': {
      spec: { checks: [{ type: 'not', check: { type: 'max_lines', file: 'a' } }] },
      problem: 'all_of: checks[0]: not: check: max_lines: "max"',
    },
  },
};
