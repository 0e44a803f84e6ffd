import { z } from 'zod';
import { checkSpec } from './fields.ts';
import type { Check } from './port.ts';

const schema = z.looseObject({ check: checkSpec });

/** Passes when its check could look and did not pass; where that could not look, for want of a file, nothing is proved. */
export const not: Check<typeof schema> = {
  type: 'not',
  schema,
  problem: async ({ check }, { problemOf }) => {
    const problem = await problemOf(check);
    return problem === null ? null : `check: ${problem}`;
  },
  async run({ check }, _trial, run) {
    const result = await run(check);
    return { ...result, passed: !result.passed && !result.undecided };
  },
};
