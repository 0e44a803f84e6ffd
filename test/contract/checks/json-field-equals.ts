import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the field is the value': {
      spec: { file: 'a.json', path: 'items[1].name', expected: 'b' },
      outputs: { 'a.json': '{"items": [{}, {"name": "b"}]}' },
      evidence: 'items[1].name in a.json is "b"',
    },
    'when the path is called field': { spec: { file: 'a', field: 'n', expected: 1 }, outputs: { a: '{"n": 1.0}' } },
    'when the fields of an object come in another order': {
      spec: { file: 'a', path: '$', expected: { x: [1, { y: null }], z: 2 } },
      outputs: { a: '{"z": 2, "x": [1, {"y": null}]}' },
    },
    'when null is expected and stands there': {
      spec: { file: 'a', path: 'n', expected: null },
      outputs: { a: '{"n": null}' },
    },
  },
  fails: {
    'when true stands for 1': {
      spec: { file: 'a', path: 'n', expected: 1 },
      outputs: { a: '{"n": true}' },
      evidence: 'true, not 1',
    },
    'when "1" stands for 1': { spec: { file: 'a', path: 'n', expected: 1 }, outputs: { a: '{"n": "1"}' } },
    'when the list has another order': {
      spec: { file: 'a', path: 'n', expected: [1, 2] },
      outputs: { a: '{"n": [2, 1]}' },
    },
    'when the object has one field more': { spec: { file: 'a', path: '$', expected: {} }, outputs: { a: '{"n": 1}' } },
    'when null is expected and nothing stands there': {
      spec: { file: 'a', path: 'items[3].name', expected: null },
      outputs: { a: '{"items": [1]}' },
      evidence: 'a has no items[3]',
    },
    'when the file is no JSON': { spec: { file: 'a', path: 'n', expected: 1 }, outputs: { a: 'n' }, undecided: true },
    'when the field is inherited': {
      spec: { file: 'a', path: 'constructor.name', expected: 'Object' },
      outputs: { a: '{}' },
    },
  },
  wrong: {
    'without an expected value': { spec: { file: 'a', path: 'n' }, problem: '"expected" is missing' },
    'without a path': { spec: { file: 'a', expected: 1 }, problem: '"path" is needed, once' },
    'with two paths': { spec: { file: 'a', path: 'n', field: 'n', expected: 1 }, problem: '"path" is needed, once' },
    'with a path of another language': { spec: { file: 'a', path: '$..n', expected: 1 }, problem: 'is no path' },
  },
};
