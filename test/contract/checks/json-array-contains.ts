import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when an entry is the value': { spec: { file: 'a', path: 'n', match: 2 }, outputs: { a: '{"n": [1, 2]}' } },
    'when an entry has the fields and more': {
      spec: { file: 'a', path: 'n', match: { id: 2, at: { x: 1 } } },
      outputs: { a: '{"n": [{"id": 2}, {"id": 2, "at": {"x": 1, "y": 2}, "more": true}]}' },
      evidence: 'entry 1 of n in a',
    },
    'when the whole document is the list': { spec: { file: 'a', match: 'x' }, outputs: { a: '["x"]' } },
  },
  fails: {
    'when no entry is the value': {
      spec: { file: 'a', path: 'n', match: '2' },
      outputs: { a: '{"n": [1, 2]}' },
      evidence: 'none of the 2 entries of n in a matches "2"',
    },
    'when the fields stand in different entries': {
      spec: { file: 'a', match: { id: 1, ok: true } },
      outputs: { a: '[{"id": 1, "ok": false}, {"id": 2, "ok": true}]' },
    },
    'when a list inside is longer': { spec: { file: 'a', match: [1] }, outputs: { a: '[[1, 2]]' } },
    'when the field is no list': {
      spec: { file: 'a', path: 'n', match: 1 },
      outputs: { a: '{"n": 1}' },
      evidence: 'no list',
    },
  },
  wrong: { 'without a match': { spec: { file: 'a', path: 'n' }, problem: '"match" is missing' } },
};
