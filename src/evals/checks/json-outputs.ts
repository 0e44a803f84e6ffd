import { z } from 'zod';
import { DEEPEST_JSON, isTooDeep } from '../../core/json-depth.ts';
import { pathFields, pathOf, valueAt } from './field-path.ts';
import { outputFile } from './fields.ts';
import { NotCheckable } from './not-checkable.ts';
import { matchingTexts, type OutputText } from './outputs.ts';
import type { CheckedTrial, CheckResult } from './port.ts';
import { anyPasses } from './quantifiers.ts';

/** The fields of a check that looks at one value of a JSON output. */
export const jsonField = { file: outputFile, ...pathFields };
const place = z.object(jsonField);

/** Asks what stands at a path of each output that `file` means, and passes when one answer does. */
export async function anyField(
  fields: z.infer<typeof place>,
  { outputs }: CheckedTrial,
  look: (value: unknown, where: string) => CheckResult | Promise<CheckResult>,
): Promise<CheckResult> {
  const path = pathOf(fields);
  return anyPasses(await matchingTexts(outputs, fields.file), (output) => {
    const found = valueAt(jsonOf(output), path);
    if (found.found) return look(found.value, `${path} in ${output.name}`);
    return { passed: false, evidence: `${output.name} has no ${found.missing}` };
  });
}

/** The value of a JSON output. Throws NotCheckable when it is no strict JSON in UTF-8, or too deep to be walked. */
export function jsonOf({ name, text, utf8 }: OutputText): unknown {
  if (!utf8) throw new NotCheckable(`${name} is no JSON: it is no UTF-8`);
  const value = parsed(name, text);
  if (isTooDeep(value)) throw new NotCheckable(`${name} is nested deeper than ${DEEPEST_JSON} levels`);
  return value;
}

function parsed(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotCheckable(`${name} is no JSON: ${error.message}`);
    throw error;
  }
}
