import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the last line has an end': {
      spec: { file: 'a', max: 2 },
      outputs: { a: 'x\ny\n' },
      evidence: 'a has 2 lines',
    },
    'when the last line has none': { spec: { file: 'a', max: 2 }, outputs: { a: 'x\ny' } },
    'when the file is empty': { spec: { file: 'a', max: 0 }, outputs: { a: '' } },
  },
  fails: {
    'when there is a line more': { spec: { file: 'a', max: 2 }, outputs: { a: 'x\ny\n\n' }, evidence: 'a has 3 lines' },
    'when one of several files is too long': { spec: { file: '*', max: 1 }, outputs: { a: '', b: '1\n2' } },
    'when the file is missing': { spec: { file: 'a', max: 2 }, undecided: true },
  },
  wrong: { 'with fewer than no lines': { spec: { file: 'a', max: -1 }, problem: '"max"' } },
};
