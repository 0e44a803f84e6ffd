import { z } from 'zod';
import type { AgentEvent } from '../../agents/port.ts';
import { shown } from './evidence.ts';
import type { Check } from './port.ts';
import { regexFields, searchTexts, shownRegex, validRegex } from './regex.ts';

const schema = z.looseObject(regexFields).superRefine(validRegex);

/** Passes when the pattern is found in what the agent said, did and was answered; the prompt, which it was given, proves nothing. */
export const transcriptMatches: Check<typeof schema> = {
  type: 'transcript_matches',
  schema,
  async run(regex, { events }) {
    const match = await searchTexts(regex, [events.map(textOf).join('\n\n')]);
    return match === null
      ? { passed: false, evidence: `the transcript does not match ${shownRegex(regex)}` }
      : { passed: true, evidence: `the transcript matches ${shownRegex(regex)}: ${shown(match.groups[0])}` };
  },
};

function textOf(event: AgentEvent): string {
  switch (event.type) {
    case 'message':
      return event.text;
    case 'tool_call':
      return `${event.name} ${JSON.stringify(event.input) ?? ''}`;
    case 'tool_result':
      return event.output;
  }
}
