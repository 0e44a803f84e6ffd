import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the list has as many entries': {
      spec: { file: 'a', path: 'n', expected: 2 },
      outputs: { a: '{"n": [1, 2]}' },
    },
    'when the object has enough fields': {
      spec: { file: 'a', path: '$', op: 'gt', expected: 0 },
      outputs: { a: '{"n": 1}' },
    },
    'when there are no more': { spec: { file: 'a', path: 'n', op: 'lte', expected: 0 }, outputs: { a: '{"n": []}' } },
  },
  fails: {
    'when there are too few': {
      spec: { file: 'a', path: 'n', op: 'gte', expected: 3 },
      outputs: { a: '{"n": [1, 2]}' },
      evidence: 'n in a has 2 entries, expected are at least 3',
    },
    'when there are as many as must not be reached': {
      spec: { file: 'a', path: 'n', op: 'lt', expected: 1 },
      outputs: { a: '{"n": [1]}' },
    },
    'when the field is a text': {
      spec: { file: 'a', path: 'n', expected: 1 },
      outputs: { a: '{"n": "x"}' },
      evidence: 'neither',
    },
  },
  wrong: {
    'with an unknown comparison': { spec: { file: 'a', path: 'n', op: 'ge', expected: 1 }, problem: '"op"' },
    'with a count as text': { spec: { file: 'a', path: 'n', expected: '1' }, problem: '"expected"' },
  },
};
