import { type CheckExamples, called } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the tool was called, however often': {
      spec: { name: 'Bash' },
      events: [...called('Bash'), ...called('Bash')],
    },
    'when it was called as often': { spec: { name: 'Bash', times: 1 }, events: [...called('Bash'), ...called('Read')] },
    'when it should not be called and was not': { spec: { name: 'Bash', times: 0 }, events: called('Read') },
    'when it was called seldom enough': { spec: { name: 'Bash', op: 'lte', times: 2 }, events: called('Bash') },
  },
  fails: {
    'when it was not called': { spec: { name: 'Bash' }, events: called('bash'), evidence: 'Bash was called 0 times' },
    'when it was called more often': {
      spec: { name: 'Bash', times: 1 },
      events: [...called('Bash'), ...called('Bash')],
      evidence: 'Bash was called 2 times, expected are exactly 1',
    },
  },
  wrong: {
    'without a name': { spec: {}, problem: '"name"' },
    'with half a time': { spec: { name: 'Bash', times: 0.5 }, problem: '"times"' },
  },
};
