import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the field is missing': {
      spec: { file: 'a', path: 'n.m' },
      outputs: { a: '{"n": {}}' },
      evidence: 'a has no n.m',
    },
  },
  fails: {
    'when it is there': { spec: { file: 'a', path: 'n' }, outputs: { a: '{"n": 1}' }, evidence: 'n in a is 1' },
    'when it is null': { spec: { file: 'a', path: 'n' }, outputs: { a: '{"n": null}' } },
    'when one of several files has it': { spec: { file: '*', path: 'n' }, outputs: { a: '{}', b: '{"n": 1}' } },
    'when the file is missing, which proves nothing': { spec: { file: 'a', path: 'n' }, undecided: true },
    'when the file is no JSON': { spec: { file: 'a', path: 'n' }, outputs: { a: '' }, undecided: true },
  },
  wrong: { 'without a path': { spec: { file: 'a' }, problem: '"path" is needed' } },
};
