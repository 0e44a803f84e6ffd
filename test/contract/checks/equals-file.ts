import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the bytes are the same': {
      spec: { file: 'a.md', expected: 'expected/a.md' },
      outputs: { 'a.md': 'x\n' },
      evals: { 'expected/a.md': 'x\n' },
      evidence: 'a.md equals expected/a.md',
    },
    'when the expected file is named with evals/ in front': {
      spec: { file: 'a.md', expected: 'evals/a.md' },
      outputs: { 'a.md': '' },
      evals: { 'a.md': '' },
    },
  },
  fails: {
    'when a line differs': {
      spec: { file: 'a.md', expected: 'a.md' },
      outputs: { 'a.md': 'x\ny\n' },
      evals: { 'a.md': 'x\nz\n' },
      evidence: 'line 2 is "y", not "z"',
    },
    'when a line is missing': {
      spec: { file: 'a.md', expected: 'a.md' },
      outputs: { 'a.md': 'x' },
      evals: { 'a.md': 'x\nz' },
      evidence: 'line 2 is nothing, not "z"',
    },
    'when the line ends differ': {
      spec: { file: 'a.md', expected: 'a.md' },
      outputs: { 'a.md': 'x\r\n' },
      evals: { 'a.md': 'x\n' },
    },
    'when the file is missing': {
      spec: { file: 'a.md', expected: 'a.md' },
      evals: { 'a.md': 'x' },
      evidence: 'no output is named a.md',
      undecided: true,
    },
  },
  wrong: {
    'with an expected file that is not there': {
      spec: { file: 'a.md', expected: 'gone.md' },
      problem: '"gone.md" is no file below evals/',
    },
    'with an expected file outside the suite': {
      spec: { file: 'a', expected: '../SKILL.md' },
      problem: 'leaves evals/',
    },
  },
};
