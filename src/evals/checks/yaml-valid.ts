import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { outputFile } from './fields.ts';
import { matchingTexts, type OutputText } from './outputs.ts';
import type { Check, CheckResult } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile });

/** Passes when the file was made and every output of that name holds YAML 1.2, one document or several. */
export const yamlValid: Check<typeof schema> = {
  type: 'yaml_valid',
  schema,
  run: async ({ file }, { outputs }) => allPass(await matchingTexts(outputs, file), isYaml),
};

function isYaml({ name, text, utf8 }: OutputText): CheckResult {
  if (!utf8) return { passed: false, evidence: `${name} is no YAML: it is no UTF-8` };
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.length === 0) {
    return { passed: false, evidence: `${name} holds no YAML document` };
  }
  const fault = documents.flatMap(({ errors }) => errors)[0];
  return fault === undefined
    ? { passed: true, evidence: `${name} is YAML` }
    : { passed: false, evidence: `${name} is no YAML: ${fault.message}` };
}
