import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the field is there': {
      spec: { file: 'a', path: 'n.m' },
      outputs: { a: '{"n": {"m": 0}}' },
      evidence: 'n.m in a is 0',
    },
    'when it is null': { spec: { file: 'a', field: 'n' }, outputs: { a: '{"n": null}' } },
    'when one of several files has it': {
      spec: { file: '*', path: 'n' },
      outputs: { a: '{}', b: '{"n": 1}', c: 'no JSON' },
    },
  },
  fails: {
    'when it is missing': { spec: { file: 'a', path: 'n.m' }, outputs: { a: '{"n": []}' }, evidence: 'a has no n.m' },
    'when a dotted name is meant as one': {
      spec: { file: 'a', path: 'n.m' },
      outputs: { a: '{"n.m": 1}' },
      evidence: 'a has no n',
    },
    'when the file is missing': { spec: { file: 'a', path: 'n' }, undecided: true },
  },
  wrong: { 'with an index that is none': { spec: { file: 'a', path: 'n[-1]' }, problem: 'is no path' } },
};
