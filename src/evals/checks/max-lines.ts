import { z } from 'zod';
import { outputFile } from './fields.ts';
import { matchingTexts } from './outputs.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile, max: z.int().min(0) });

/** Passes when the file was made and no output of that name has more lines; a last line needs no line end. */
export const maxLines: Check<typeof schema> = {
  type: 'max_lines',
  schema,
  async run({ file, max }, { outputs }) {
    return allPass(await matchingTexts(outputs, file), ({ name, text }) => {
      const lines = text.split('\n').length - (text === '' || text.endsWith('\n') ? 1 : 0);
      return { passed: lines <= max, evidence: `${name} has ${lines} lines, at most ${max} are allowed` };
    });
  },
};
