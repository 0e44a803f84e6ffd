import { z } from 'zod';
import { comparison, holds, inWords } from './comparison.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ name: z.string().min(1), op: comparison.optional(), times: z.int().min(0).optional() });

/** Passes when the agent called the tool: at least once, or as often as `times` says. */
export const toolCalled: Check<typeof schema> = {
  type: 'tool_called',
  schema,
  async run({ name, times, op = times === undefined ? 'gte' : 'eq' }, { events }) {
    const { length } = events.filter((event) => event.type === 'tool_call' && event.name === name);
    const expected = times ?? 1;
    const evidence = `${name} was called ${length} times, expected are ${inWords(op, expected)}`;
    return { passed: holds(length, op, expected), evidence };
  },
};
