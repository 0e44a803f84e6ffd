import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the count is exact': {
      spec: { glob: '*.png', expected: 2 },
      outputs: { 'a.png': '', 'b.png': '', 'c.txt': '' },
    },
    'when there are none and none are wanted': { spec: { glob: '*.png', expected: 0 } },
    'when there are enough': {
      spec: { glob: '**', op: 'gte', expected: 2 },
      outputs: { a: '', 'b/c': '', 'b/d': '' },
      evidence: '3 outputs match **, expected are at least 2',
    },
  },
  fails: {
    'when one is too many': {
      spec: { glob: '*', op: 'lt', expected: 2 },
      outputs: { a: '', b: '' },
      evidence: 'fewer than 2',
    },
    'when folders would be needed to reach the count': {
      spec: { glob: '*', expected: 2 },
      outputs: { a: '', b: null },
    },
  },
  wrong: {
    'with an unknown comparison': { spec: { glob: '*', op: '>=', expected: 1 }, problem: '"op"' },
    'with half a file': { spec: { glob: '*', expected: 1.5 }, problem: '"expected"' },
    'without a count': { spec: { glob: '*' }, problem: '"expected"' },
  },
};
