import { z } from 'zod';
import { matchingTexts, outputFile } from './outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ file: outputFile });

/** Passes when the file was made and every matching output is strict JSON. */
export const jsonValid: Check<typeof schema> = {
  type: 'json_valid',
  schema,
  async run({ file }, { outputs }) {
    const texts = await matchingTexts(outputs, file);
    if (texts.length === 0) return { passed: false, evidence: `no output is named ${file}` };
    for (const { name, text } of texts) {
      const reason = whyNoJson(text);
      if (reason !== null) return { passed: false, evidence: `${name} is no JSON: ${reason}` };
    }
    return { passed: true, evidence: `${texts.map(({ name }) => name).join(', ')} is JSON` };
  },
};

function whyNoJson(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
}
