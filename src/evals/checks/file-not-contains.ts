import { z } from 'zod';
import { matchingTexts, outputFile } from './outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ file: outputFile, literal: z.string().min(1) });

/** Passes when the file was made and no matching output holds the literal text; a missing file proves nothing. */
export const fileNotContains: Check<typeof schema> = {
  type: 'file_not_contains',
  schema,
  async run({ file, literal }, { outputs }) {
    const texts = await matchingTexts(outputs, file);
    if (texts.length === 0) return { passed: false, evidence: `no output is named ${file}` };
    const holder = texts.find(({ text }) => text.includes(literal));
    return holder === undefined
      ? { passed: true, evidence: `${file} does not contain ${JSON.stringify(literal)}` }
      : { passed: false, evidence: `${holder.name} contains ${JSON.stringify(literal)}` };
  },
};
