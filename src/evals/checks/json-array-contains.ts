import { z } from 'zod';
import { shown } from './evidence.ts';
import { jsonValue } from './fields.ts';
import { anyField, jsonField } from './json-outputs.ts';
import type { Check } from './port.ts';
import { includesJson } from './same-json.ts';

const schema = z.looseObject({ ...jsonField, match: jsonValue });

/** Passes when the list has an entry that is `match`, or that has every field of `match`; without a path the whole document is the list. */
export const jsonArrayContains: Check<typeof schema> = {
  type: 'json_array_contains',
  schema,
  run: (fields, trial) =>
    anyField(fields, trial, (value, where) => {
      if (!Array.isArray(value)) return { passed: false, evidence: `${where} is ${shown(value)}, no list` };
      const index = value.findIndex((entry) => includesJson(entry, fields.match));
      return index >= 0
        ? { passed: true, evidence: `entry ${index} of ${where} is ${shown(value[index])}` }
        : { passed: false, evidence: `none of the ${value.length} entries of ${where} matches ${shown(fields.match)}` };
    }),
};
