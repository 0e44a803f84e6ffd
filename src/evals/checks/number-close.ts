import { z } from 'zod';
import { shown } from './evidence.ts';
import { isPlaced } from './field-path.ts';
import { outputFile } from './fields.ts';
import { anyField, jsonField } from './json-outputs.ts';
import { matchingTexts } from './outputs.ts';
import type { Check, CheckedTrial, CheckResult } from './port.ts';
import { anyPasses } from './quantifiers.ts';
import { regexFields, searchTexts, shownRegex, validRegex } from './regex.ts';

const schema = z
  .looseObject({
    ...jsonField,
    file: outputFile,
    ...regexFields,
    pattern: regexFields.pattern.optional(),
    expected: z.number(),
    tolerance: z.number().min(0),
  })
  .superRefine((fields, context) => {
    if (fields.pattern !== undefined) validRegex({ pattern: fields.pattern, flags: fields.flags }, context);
    if (isPlaced(fields) === (fields.pattern === undefined)) return;
    const message = 'is needed, or "pattern": one of them says where the number stands';
    context.addIssue({ code: 'custom', path: ['path'], message });
  });
type Fields = z.infer<typeof schema>;

/** Passes when a number, at a path of a JSON output or captured by a pattern, is within a tolerance of the expected one. */
export const numberClose: Check<typeof schema> = {
  type: 'number_close',
  schema,
  run(fields, trial) {
    const { pattern, flags } = fields;
    if (pattern !== undefined) return anyCaptured(fields, { pattern, flags }, trial);
    return anyField(fields, trial, (value, where) => {
      if (typeof value !== 'number') return { passed: false, evidence: `${where} is ${shown(value)}, no number` };
      return compared(value, where, fields);
    });
  },
};

async function anyCaptured(
  fields: Fields,
  regex: { pattern: string; flags: string },
  { outputs }: CheckedTrial,
): Promise<CheckResult> {
  return anyPasses(await matchingTexts(outputs, fields.file), async ({ name, text }) => {
    const match = await searchTexts(regex, [text]);
    if (match === null) return { passed: false, evidence: `${name} does not match ${shownRegex(regex)}` };
    const captured = match.groups[1] ?? match.groups[0] ?? '';
    const where = `the number in ${name}`;
    if (!DECIMAL.test(captured.trim())) return { passed: false, evidence: `${where} is ${shown(captured)}, no number` };
    return compared(Number(captured), where, fields);
  });
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function compared(value: number, where: string, { expected, tolerance }: Fields): CheckResult {
  // 0.4 is 0.1 from 0.3, though floating point says a little more.
  const rounding = 4 * Number.EPSILON * Math.max(Math.abs(value), Math.abs(expected));
  const passed = Math.abs(value - expected) <= tolerance + rounding;
  return { passed, evidence: `${where} is ${value}, ${passed ? '' : 'not '}within ${tolerance} of ${expected}` };
}
