import { z } from 'zod';
import { outputFile } from './fields.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile, literal: z.string().min(1) });

/** Passes when the file was made and no output of that name holds the literal text; a missing file proves nothing. */
export const fileNotContains: Check<typeof schema> = {
  type: 'file_not_contains',
  schema,
  async run({ file, literal }, { outputs }) {
    return allPass(await matchingTexts(outputs, file), ({ name, text }) => {
      const passed = !text.includes(literal);
      return { passed, evidence: `${name} ${passed ? 'does not contain' : 'contains'} ${JSON.stringify(literal)}` };
    });
  },
};
