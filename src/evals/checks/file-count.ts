import { z } from 'zod';
import { comparison, holds, inWords } from './comparison.ts';
import { outputFile } from './fields.ts';
import { matchingFiles } from './outputs.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ glob: outputFile, op: comparison.default('eq'), expected: z.int().min(0) });

/** Passes when the number of outputs that match a glob is as expected. */
export const fileCount: Check<typeof schema> = {
  type: 'file_count',
  schema,
  async run({ glob, op, expected }, { outputs }) {
    const { length } = await matchingFiles(outputs, glob);
    const evidence = `${length} outputs match ${glob}, expected are ${inWords(op, expected)}`;
    return { passed: holds(length, op, expected), evidence };
  },
};
