import { z } from 'zod';
import { outputFile } from './fields.ts';
import { jsonOf } from './json-outputs.ts';
import { NotCheckable } from './not-checkable.ts';
import { matchingTexts, type OutputText } from './outputs.ts';
import type { Check, CheckResult } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile });

/** Passes when the file was made and every output of that name is strict JSON. */
export const jsonValid: Check<typeof schema> = {
  type: 'json_valid',
  schema,
  run: async ({ file }, { outputs }) => allPass(await matchingTexts(outputs, file), isJson),
};

/** To be no JSON is what other checks cannot look at; this one decides it. */
function isJson(output: OutputText): CheckResult {
  try {
    jsonOf(output);
    return { passed: true, evidence: `${output.name} is JSON` };
  } catch (error) {
    if (error instanceof NotCheckable) return { passed: false, evidence: error.message };
    throw error;
  }
}
