import { z } from 'zod';
import { outputFile } from './fields.ts';
import { matchingFiles } from './outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ file: outputFile });

/** Passes when no output has that name or matches that glob. */
export const fileNotExists: Check<typeof schema> = {
  type: 'file_not_exists',
  schema,
  async run({ file }, { outputs }) {
    const names = await matchingFiles(outputs, file);
    return names.length === 0
      ? { passed: true, evidence: `no output is named ${file}` }
      : { passed: false, evidence: `${names.join(', ')} exists` };
  },
};
