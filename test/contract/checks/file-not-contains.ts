import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when no file has the text': {
      spec: { file: '*.md', literal: 'TODO' },
      outputs: { 'a.md': 'done', 'b.md': '', 'c.txt': 'TODO' },
      evidence: 'a.md does not contain "TODO"; b.md does not contain "TODO"',
    },
  },
  fails: {
    'when one of several files has it': {
      spec: { file: '*', literal: 'TODO' },
      outputs: { a: '', b: 'TODO' },
      evidence: 'b contains "TODO"',
    },
    'when the file is missing, which proves nothing': { spec: { file: 'a', literal: 'TODO' }, undecided: true },
  },
  wrong: { 'without a literal': { spec: { file: 'a' }, problem: '"literal"' } },
};
