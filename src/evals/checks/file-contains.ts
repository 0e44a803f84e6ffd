import { z } from 'zod';
import { outputFile } from './fields.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { anyPasses } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile, literal: z.string().min(1) });

/** Passes when an output of that name holds the literal text. */
export const fileContains: Check<typeof schema> = {
  type: 'file_contains',
  schema,
  async run({ file, literal }, { outputs }) {
    return anyPasses(await matchingTexts(outputs, file), ({ name, text }) => {
      const passed = text.includes(literal);
      return { passed, evidence: `${name} ${passed ? 'contains' : 'does not contain'} ${JSON.stringify(literal)}` };
    });
  },
};
