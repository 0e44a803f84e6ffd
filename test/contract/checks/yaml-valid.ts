import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the file is YAML': {
      spec: { file: 'a.yaml' },
      outputs: { 'a.yaml': 'a: [1, 2]\n' },
      evidence: 'a.yaml is YAML',
    },
    'when it holds several documents': { spec: { file: 'a' }, outputs: { a: 'a: 1\n---\nb: 2\n' } },
  },
  fails: {
    'when it is not': { spec: { file: 'a' }, outputs: { a: 'a: [1\nb: 2' }, evidence: 'a is no YAML' },
    'when a key stands twice': { spec: { file: 'a' }, outputs: { a: 'a: 1\na: 2' }, evidence: 'unique' },
    'when it is empty': { spec: { file: 'a' }, outputs: { a: '# nothing\n' }, evidence: 'holds no YAML document' },
    'when it is no UTF-8': { spec: { file: 'a' }, outputs: { a: new Uint8Array([0x61, 0xff]) } },
    'when the file is missing': { spec: { file: 'a' }, undecided: true },
  },
  wrong: { 'without a file': { spec: {}, problem: '"file"' } },
};
