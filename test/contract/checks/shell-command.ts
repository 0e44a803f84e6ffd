import type { CheckExamples } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the command exits with 0': {
      spec: { command: 'test -f a.txt' },
      outputs: { 'a.txt': 'x' },
      evidence: '"test -f a.txt" exited with 0, without a word',
    },
    'when it exits as expected and says what is expected': {
      spec: { command: 'cat deep/*.txt; exit 3', expect_exit: 3, expect_substring: 'two words' },
      outputs: { 'deep/a.txt': 'these two words' },
    },
    'when the words come by standard error': { spec: { command: 'echo hm >&2', expect_substring: 'hm' } },
    'when a list is a program and its arguments, without a shell': {
      spec: { command: ['printf', '%s', '$HOME; exit 1'], expect_substring: '$HOME; exit 1' },
    },
  },
  fails: {
    'when it exits otherwise': {
      spec: { command: 'exit 2' },
      evidence: 'exited with 2, without a word; expected is 0',
    },
    'when it does not say the words': {
      spec: { command: 'echo yes', expect_substring: 'no' },
      evidence: 'saying "yes"; "no" is not in it',
    },
    'when it is killed': { spec: { command: 'kill -9 $$' }, evidence: 'was ended by SIGKILL' },
    'when it comes to no end': {
      spec: { command: 'sleep 30', timeout: 0.2 },
      evidence: '"sleep 30" did not finish in 0.2 s',
      undecided: true,
    },
    'when the program is not there': {
      spec: { command: ['no-such-program-here'] },
      evidence: 'could not be started',
      undecided: true,
    },
  },
  wrong: {
    'without a command': { spec: {}, problem: '"command"' },
    'with an empty list': { spec: { command: [] }, problem: '"command"' },
    'with no time': { spec: { command: 'true', timeout: 0 }, problem: '"timeout"' },
    'with a slip of the pen': { spec: { command: 'true', expected_exit: 1 }, problem: 'did you mean "expect_exit"?' },
  },
};
