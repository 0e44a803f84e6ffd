import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the pattern is found in the text': {
      spec: { file: 'a', path: 'date', pattern: '^\\d{4}-\\d\\d$' },
      outputs: { a: '{"date": "2025-01"}' },
      evidence: 'date in a is "2025-01", which matches',
    },
    'when flags are given': { spec: { file: 'a', path: 'n', pattern: 'X', flags: 'i' }, outputs: { a: '{"n": "x"}' } },
  },
  fails: {
    'when it is not found': { spec: { file: 'a', path: 'n', pattern: 'x' }, outputs: { a: '{"n": "y"}' } },
    'when the field is a number': {
      spec: { file: 'a', path: 'n', pattern: '1' },
      outputs: { a: '{"n": 1}' },
      evidence: 'n in a is 1, no text',
    },
    'when the field is missing': { spec: { file: 'a', path: 'n', pattern: '.' }, outputs: { a: '{}' } },
  },
  wrong: {
    'with a pattern that is none': {
      spec: { file: 'a', path: 'n', pattern: '[' },
      problem: 'is no regular expression',
    },
    'without a pattern': { spec: { file: 'a', path: 'n' }, problem: '"pattern"' },
  },
};
