import { z } from 'zod';
import { matchingTexts, outputFile } from './outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ file: outputFile, literal: z.string().min(1) });

/** Passes when at least one matching output holds the literal text. */
export const fileContains: Check<typeof schema> = {
  type: 'file_contains',
  schema,
  async run({ file, literal }, { outputs }) {
    const texts = await matchingTexts(outputs, file);
    const holder = texts.find(({ text }) => text.includes(literal));
    if (holder !== undefined) return { passed: true, evidence: `${holder.name} contains ${JSON.stringify(literal)}` };
    const evidence =
      texts.length === 0 ? `no output is named ${file}` : `${file} does not contain ${JSON.stringify(literal)}`;
    return { passed: false, evidence };
  },
};
