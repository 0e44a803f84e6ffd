import { z } from 'zod';
import { shown } from './evidence.ts';
import { isPlaced, PLACED } from './field-path.ts';
import { anyField, jsonField } from './json-outputs.ts';
import type { Check } from './port.ts';
import { regexFields, searchTexts, shownRegex, validRegex } from './regex.ts';

const schema = z
  .looseObject({ ...jsonField, ...regexFields })
  .refine(isPlaced, PLACED)
  .superRefine(validRegex);

/** Passes when the field is a text in which the pattern is found. */
export const jsonFieldMatches: Check<typeof schema> = {
  type: 'json_field_matches',
  schema,
  run: (fields, trial) =>
    anyField(fields, trial, async (value, where) => {
      if (typeof value !== 'string') return { passed: false, evidence: `${where} is ${shown(value)}, no text` };
      const passed = (await searchTexts(fields, [value])) !== null;
      const verb = passed ? 'matches' : 'does not match';
      return { passed, evidence: `${where} is ${shown(value)}, which ${verb} ${shownRegex(fields)}` };
    }),
};
