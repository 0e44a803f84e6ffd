import { z } from 'zod';
import { shown } from './evidence.ts';
import { finalMessage } from './final-message.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ literal: z.string().min(1) });

/** Passes when the agent's final message holds the literal text. */
export const finalMessageContains: Check<typeof schema> = {
  type: 'final_message_contains',
  schema,
  async run({ literal }, { events }) {
    const message = finalMessage(events);
    const passed = message.includes(literal);
    const verb = passed ? 'contains' : 'does not contain';
    return { passed, evidence: `the final message ${verb} ${shown(literal)}: ${shown(message)}` };
  },
};
