import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the field is near enough': {
      spec: { file: 'a.json', path: 'total', expected: 0.3, tolerance: 0.1 },
      outputs: { 'a.json': '{"total": 0.4}' },
      evidence: 'total in a.json is 0.4, within 0.1 of 0.3',
    },
    'when the captured number is': {
      spec: { file: 'a.md', pattern: 'Total: (\\S+)', expected: -1200, tolerance: 0 },
      outputs: { 'a.md': 'Total: -1.2e3 EUR' },
    },
    'when the pattern is the number': {
      spec: { file: 'a', pattern: '\\d+', expected: 7, tolerance: 0 },
      outputs: { a: 'no 7' },
    },
  },
  fails: {
    'when it is too far': {
      spec: { file: 'a', path: 'n', expected: 1, tolerance: 0.01 },
      outputs: { a: '{"n": 1.02}' },
      evidence: 'not within 0.01 of 1',
    },
    'when the field is a text': {
      spec: { file: 'a', path: 'n', expected: 1, tolerance: 1 },
      outputs: { a: '{"n": "1"}' },
    },
    'when nothing is captured': {
      spec: { file: 'a', pattern: 'n=(\\d*)', expected: 0, tolerance: 1 },
      outputs: { a: 'n=' },
      evidence: 'is "", no number',
    },
    'when the pattern is not found': {
      spec: { file: 'a', pattern: 'n', expected: 0, tolerance: 1 },
      outputs: { a: '0' },
    },
  },
  wrong: {
    'without a place': { spec: { file: 'a', expected: 1, tolerance: 1 }, problem: '"path" is needed, or "pattern"' },
    'with a path and a pattern': {
      spec: { file: 'a', path: 'n', pattern: 'n', expected: 1, tolerance: 1 },
      problem: '"path" is needed, or "pattern"',
    },
    'without a tolerance': { spec: { file: 'a', path: 'n', expected: 1 }, problem: '"tolerance"' },
    'with a pattern that is none': {
      spec: { file: 'a', pattern: '(', expected: 1, tolerance: 1 },
      problem: 'is no regular expression',
    },
  },
};
