import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when all files are JSON': {
      spec: { file: '*.json' },
      outputs: { 'a.json': '{"a": [1]}', 'b.json': ' null\n', 'c.md': '#' },
      evidence: 'a.json is JSON; b.json is JSON',
    },
  },
  fails: {
    'when one is not': { spec: { file: '*' }, outputs: { a: '1', b: "{'a': 1}" }, evidence: 'b is no JSON' },
    'when it is NaN': { spec: { file: 'a' }, outputs: { a: '{"a": NaN}' } },
    'when it is fenced': { spec: { file: 'a' }, outputs: { a: '```json\n{}\n```' } },
    'when it is empty': { spec: { file: 'a' }, outputs: { a: '' }, evidence: 'a is no JSON' },
    'when it is no UTF-8': {
      spec: { file: 'a' },
      outputs: { a: new Uint8Array([0x22, 0xff, 0x22]) },
      evidence: 'no UTF-8',
    },
    'when the file is missing': { spec: { file: 'a' }, evidence: 'no output is named a', undecided: true },
  },
  wrong: { 'without a file': { spec: {}, problem: '"file"' } },
};
