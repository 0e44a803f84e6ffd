import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the file is there': { spec: { file: 'a.txt' }, outputs: { 'a.txt': '' }, evidence: 'a.txt exists' },
    'when a glob matches, in hidden folders too': { spec: { file: '**/*.md' }, outputs: { '.notes/b.md': 'x' } },
    'when a name looks like a glob': { spec: { file: '[a]*.txt' }, outputs: { '[a]*.txt': 'x' } },
    'when the name starts with ./': { spec: { file: './deep/a.txt' }, outputs: { 'deep/a.txt': 'x' } },
  },
  fails: {
    'when the file is missing': {
      spec: { file: 'a.txt' },
      outputs: { 'A.txt': 'x' },
      evidence: 'no output is named a.txt',
    },
    'when there is a folder of that name': { spec: { file: 'a' }, outputs: { 'a/b.txt': 'x' } },
    'when there are no outputs': { spec: { file: '**' } },
  },
  wrong: {
    'without a file': { spec: {}, problem: '"file" Invalid input' },
    'with an empty name': { spec: { file: '' }, problem: '"file"' },
    'with a slip of the pen': { spec: { files: 'a' }, problem: '"files" is unknown; did you mean "file"?' },
  },
};
