import { z } from 'zod';
import { comparison, holds, inWords } from './comparison.ts';
import { shown } from './evidence.ts';
import { isPlaced, PLACED } from './field-path.ts';
import { anyField, jsonField } from './json-outputs.ts';
import type { Check } from './port.ts';

const schema = z
  .looseObject({ ...jsonField, op: comparison.default('eq'), expected: z.int().min(0) })
  .refine(isPlaced, PLACED);

/** Passes when the field is a list, or an object, with as many entries as expected. */
export const jsonFieldCount: Check<typeof schema> = {
  type: 'json_field_count',
  schema,
  run: (fields, trial) =>
    anyField(fields, trial, (value, where) => {
      if (typeof value !== 'object' || value === null) {
        return { passed: false, evidence: `${where} is ${shown(value)}, neither list nor object` };
      }
      const { length } = Object.keys(value);
      const evidence = `${where} has ${length} entries, expected are ${inWords(fields.op, fields.expected)}`;
      return { passed: holds(length, fields.op, fields.expected), evidence };
    }),
};
