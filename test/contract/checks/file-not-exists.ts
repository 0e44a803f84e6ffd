import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the file is missing': {
      spec: { file: 'a.txt' },
      outputs: { 'b.txt': '' },
      evidence: 'no output is named a.txt',
    },
    'when no output matches the glob': { spec: { file: '*.tmp' }, outputs: { 'deep/a.tmp': '' } },
  },
  fails: {
    'when the file is there': { spec: { file: 'a.txt' }, outputs: { 'a.txt': '' }, evidence: 'a.txt exists' },
    'when one output matches the glob': { spec: { file: '**/*.tmp' }, outputs: { 'a.md': '', 'deep/b.tmp': '' } },
  },
  wrong: { 'with a number for a file': { spec: { file: 1 }, problem: 'expected string, received number' } },
};
