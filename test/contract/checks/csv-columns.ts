import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the columns are there, in any order': {
      spec: { file: 'a.csv', columns: ['id', 'name'] },
      outputs: { 'a.csv': 'name,more,id\n1,2,3\n' },
      evidence: 'the header of a.csv is ["name","more","id"]',
    },
    'when names are quoted': {
      spec: { file: 'a.csv', columns: ['a,b', 'say "x"', 'two\nlines'], exact: true },
      outputs: { 'a.csv': '\uFEFF"a,b","say ""x""","two\nlines"\r\n1,2,3\r\n' },
    },
    'when another delimiter is named': {
      spec: { file: 'a.tsv', columns: ['a', 'b'], delimiter: '\t', exact: true },
      outputs: { 'a.tsv': 'a\tb' },
    },
  },
  fails: {
    'when one is missing': {
      spec: { file: 'a.csv', columns: ['id', 'Name'] },
      outputs: { 'a.csv': 'id,name\n' },
      evidence: 'a.csv has no column Name',
    },
    'when the order must be kept and is not': {
      spec: { file: 'a.csv', columns: ['a', 'b'], exact: true },
      outputs: { 'a.csv': 'b,a' },
      evidence: 'not exactly ["a","b"]',
    },
    'when the names stand below the first row': { spec: { file: 'a', columns: ['id'] }, outputs: { a: 'title\nid\n' } },
    'when the file is empty': { spec: { file: 'a', columns: ['id'] }, outputs: { a: '' }, evidence: 'no header row' },
    'when a quote is not closed': { spec: { file: 'a', columns: ['id'] }, outputs: { a: 'id,"x\n' } },
  },
  wrong: {
    'without columns': { spec: { file: 'a', columns: [] }, problem: '"columns"' },
    'with a long delimiter': { spec: { file: 'a', columns: ['a'], delimiter: '||' }, problem: '"delimiter"' },
  },
};
