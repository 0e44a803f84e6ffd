import { z } from 'zod';
import { shown } from './evidence.ts';
import { isPlaced, PLACED } from './field-path.ts';
import { jsonValue } from './fields.ts';
import { anyField, jsonField } from './json-outputs.ts';
import type { Check } from './port.ts';
import { sameJson } from './same-json.ts';

const schema = z.looseObject({ ...jsonField, expected: jsonValue }).refine(isPlaced, PLACED);

/** Passes when the field is the expected value, of the same type. */
export const jsonFieldEquals: Check<typeof schema> = {
  type: 'json_field_equals',
  schema,
  run: (fields, trial) =>
    anyField(fields, trial, (value, where) => {
      const passed = sameJson(value, fields.expected);
      return { passed, evidence: `${where} is ${shown(value)}${passed ? '' : `, not ${shown(fields.expected)}`}` };
    }),
};
