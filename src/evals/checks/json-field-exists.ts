import { z } from 'zod';
import { shown } from './evidence.ts';
import { isPlaced, PLACED } from './field-path.ts';
import { anyField, jsonField } from './json-outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject(jsonField).refine(isPlaced, PLACED);

/** Passes when the field is there, whatever its value; null is a value. */
export const jsonFieldExists: Check<typeof schema> = {
  type: 'json_field_exists',
  schema,
  run: (fields, trial) =>
    anyField(fields, trial, (value, where) => ({ passed: true, evidence: `${where} is ${shown(value)}` })),
};
