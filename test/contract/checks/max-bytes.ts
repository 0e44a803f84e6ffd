import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the file is just small enough': {
      spec: { file: 'a', max: 4 },
      outputs: { a: '😀' },
      evidence: 'a is 4 bytes',
    },
  },
  fails: {
    'when the file is larger': { spec: { file: 'a', max: 3 }, outputs: { a: '😀' }, evidence: 'at most 3 are allowed' },
    'when the file is missing': { spec: { file: 'a', max: 3 }, undecided: true },
  },
  wrong: { 'with a limit in words': { spec: { file: 'a', max: '10k' }, problem: '"max"' } },
};
