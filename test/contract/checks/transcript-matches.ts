import { type CheckExamples, called, said } from '../check-examples.ts';

export const examples: CheckExamples = {
  passes: {
    'when the agent said it': { spec: { pattern: 'I will' }, events: [said('I will look.'), said('Done.')] },
    'when a tool was called with it': {
      spec: { pattern: 'Read .*references/style\\.md' },
      events: [...called('Read', { path: 'references/style.md' }), said('Done.')],
    },
    'when a tool answered it': {
      spec: { pattern: '^42$', flags: 'm' },
      events: called('Bash', {}, 'x\n42\n'),
      evidence: '"42"',
    },
  },
  fails: {
    'when it is nowhere': {
      spec: { pattern: 'x' },
      events: [said('y')],
      evidence: 'the transcript does not match /x/',
    },
    'when nothing happened': { spec: { pattern: '.' } },
  },
  wrong: { 'without a pattern': { spec: {}, problem: '"pattern"' } },
};
