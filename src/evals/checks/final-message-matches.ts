import { z } from 'zod';
import { shown } from './evidence.ts';
import { finalMessage } from './final-message.ts';
import type { Check } from './port.ts';
import { regexFields, searchTexts, shownRegex, validRegex } from './regex.ts';

const schema = z.looseObject(regexFields).superRefine(validRegex);

/** Passes when the pattern is found in the agent's final message. */
export const finalMessageMatches: Check<typeof schema> = {
  type: 'final_message_matches',
  schema,
  async run(regex, { events }) {
    const message = finalMessage(events);
    const passed = (await searchTexts(regex, [message])) !== null;
    const verb = passed ? 'matches' : 'does not match';
    return { passed, evidence: `the final message ${verb} ${shownRegex(regex)}: ${shown(message)}` };
  },
};
