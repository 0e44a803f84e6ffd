import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the text is there, whatever it means elsewhere': {
      spec: { file: 'a.md', literal: 'a.*(b' },
      outputs: { 'a.md': 'x\na.*(b\n' },
      evidence: 'a.md contains "a.*(b"',
    },
    'when one of several files has it': { spec: { file: '*.md', literal: 'x' }, outputs: { 'a.md': '', 'b.md': 'x' } },
    'when the file is no UTF-8': { spec: { file: 'a', literal: 'x' }, outputs: { a: new Uint8Array([0xff, 0x78]) } },
  },
  fails: {
    'when the case differs': { spec: { file: 'a.md', literal: 'Done' }, outputs: { 'a.md': 'done' } },
    'when no file has it': {
      spec: { file: '*', literal: 'x' },
      outputs: { a: '', b: '', c: '', d: '', e: '' },
      evidence: 'a does not contain "x"; b does not contain "x"; c does not contain "x"; 2 more',
    },
    'when the file is missing': {
      spec: { file: 'a.md', literal: 'x' },
      evidence: 'no output is named a.md',
      undecided: true,
    },
  },
  wrong: {
    'without a literal': { spec: { file: 'a' }, problem: '"literal"' },
    'with an empty literal': { spec: { file: 'a', literal: '' }, problem: '"literal"' },
  },
};
