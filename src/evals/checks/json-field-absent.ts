import { z } from 'zod';
import { shown } from './evidence.ts';
import { isPlaced, PLACED, pathOf, valueAt } from './field-path.ts';
import { jsonField, jsonOf } from './json-outputs.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject(jsonField).refine(isPlaced, PLACED);

/** Passes when the file was made, is JSON, and has no such field in any output of that name. */
export const jsonFieldAbsent: Check<typeof schema> = {
  type: 'json_field_absent',
  schema,
  async run(fields, { outputs }) {
    const path = pathOf(fields);
    return allPass(await matchingTexts(outputs, fields.file), (output) => {
      const found = valueAt(jsonOf(output), path);
      return found.found
        ? { passed: false, evidence: `${path} in ${output.name} is ${shown(found.value)}` }
        : { passed: true, evidence: `${output.name} has no ${found.missing}` };
    });
  },
};
