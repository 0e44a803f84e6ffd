import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the pattern is found': {
      spec: { file: 'a.md', pattern: '\\d{3}' },
      outputs: { 'a.md': 'no 12 but 345\n' },
      evidence: 'a.md matches /\\d{3}/: "345"',
    },
    'when the flags make it match': {
      spec: { file: '*', pattern: '^done$', flags: 'im' },
      outputs: { a: 'no', b: 'so\nDONE\n' },
      evidence: 'b matches',
    },
  },
  fails: {
    'when it is not found': {
      spec: { file: 'a.md', pattern: 'x' },
      outputs: { 'a.md': 'X' },
      evidence: 'does not match /x/',
    },
    'when the search comes to no end': {
      spec: { file: 'a.md', pattern: '^(a+)+$' },
      outputs: { 'a.md': `${'a'.repeat(50)}b` },
      evidence: 'the search for /^(a+)+$/ did not finish in 2 s',
      undecided: true,
    },
    'when the file is missing': { spec: { file: 'a.md', pattern: 'x' }, undecided: true },
  },
  wrong: {
    'with a pattern that is none': { spec: { file: 'a', pattern: '(' }, problem: '"pattern" is no regular expression' },
    'with a flag that is none': { spec: { file: 'a', pattern: 'x', flags: 'q' }, problem: 'no regular expression' },
    'with flags inside the pattern, as other languages have them': {
      spec: { file: 'a', pattern: '(?i)x' },
      problem: 'no regular expression',
    },
  },
};
