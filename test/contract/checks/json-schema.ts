import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the document is as the schema says': {
      spec: { file: 'a', schema: { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } } },
      outputs: { a: '{"n": 1}' },
      evidence: 'a is as the schema says',
    },
    'when the schema is a file of the suite, of an older draft': {
      spec: { file: 'a', schema: 'evals/list.json' },
      outputs: { a: '[1, "x"]' },
      evals: {
        'list.json':
          '{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "number"}, {"type": "string"}]}',
      },
    },
    'when a text has a format, which only describes': {
      spec: { file: 'a', schema: { type: 'string', format: 'date' } },
      outputs: { a: '"tomorrow"' },
    },
  },
  fails: {
    'when a field has another type': {
      spec: { file: 'a', schema: { properties: { n: { type: 'integer' } } } },
      outputs: { a: '{"n": true}' },
      evidence: 'a: /n must be integer',
    },
    'when one of several documents is not': {
      spec: { file: '*', schema: { type: 'object' } },
      outputs: { a: '{}', b: '[]' },
    },
    'when nothing is allowed': { spec: { file: 'a', schema: false }, outputs: { a: '1' }, evidence: 'the document' },
    'when the file is no JSON': { spec: { file: 'a', schema: true }, outputs: { a: '{' }, undecided: true },
  },
  wrong: {
    'with a schema that is none': {
      spec: { file: 'a', schema: { type: 'thing' } },
      problem: '"schema" is no JSON schema',
    },
    'with a keyword that would not count': { spec: { file: 'a', schema: { require: ['n'] } }, problem: 'require' },
    'with a schema file that is not there': {
      spec: { file: 'a', schema: 'gone.json' },
      problem: 'is no file below evals/',
    },
    'with a schema from the network': {
      spec: { file: 'a', schema: { $ref: 'https://example.org/s' } },
      problem: 'resolve',
    },
  },
};
