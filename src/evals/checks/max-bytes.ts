import { z } from 'zod';
import { outputFile } from './fields.ts';
import { existingFiles, sizeOf } from './outputs.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';

const schema = z.looseObject({ file: outputFile, max: z.int().min(0) });

/** Passes when the file was made and no output of that name is larger. */
export const maxBytes: Check<typeof schema> = {
  type: 'max_bytes',
  schema,
  async run({ file, max }, { outputs }) {
    return allPass(await existingFiles(outputs, file), async (name) => {
      const bytes = await sizeOf(outputs, name);
      return { passed: bytes <= max, evidence: `${name} is ${bytes} bytes, at most ${max} are allowed` };
    });
  },
};
