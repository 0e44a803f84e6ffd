import { type CheckExamples, said } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the pattern is found in the last message': {
      spec: { pattern: '^saved \\d+ files$', flags: 'im' },
      events: [said('Well.\nSaved 3 files\n')],
      evidence: 'the final message matches',
    },
  },
  fails: {
    'when it is not': {
      spec: { pattern: 'done' },
      events: [said('done'), said('bye')],
      evidence: 'does not match /done/',
    },
  },
  wrong: { 'with a pattern that is none': { spec: { pattern: '*' }, problem: 'is no regular expression' } },
};
