import { type CheckExamples, called, said } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the last message has the text': {
      spec: { literal: 'done' },
      events: [said('first'), said('It is done.'), ...called('Bash')],
      evidence: 'the final message contains "done": "It is done."',
    },
  },
  fails: {
    'when only an earlier message has it': { spec: { literal: 'done' }, events: [said('done'), said('bye')] },
    'when the user said it': { spec: { literal: 'done' }, events: [{ type: 'message', role: 'user', text: 'done' }] },
    'when the agent said nothing': { spec: { literal: 'done' }, evidence: 'does not contain "done": ""' },
  },
  wrong: { 'without a literal': { spec: {}, problem: '"literal"' } },
};
