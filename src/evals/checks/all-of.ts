import { nestedChecks, nestedProblem } from './nested.ts';
import type { Check } from './port.ts';
import { allPass } from './quantifiers.ts';

/** Passes when all of its checks pass. */
export const allOf: Check<typeof nestedChecks> = {
  type: 'all_of',
  schema: nestedChecks,
  problem: ({ checks }, context) => nestedProblem(checks, context),
  run: ({ checks }, _trial, run) => allPass(checks, run),
};
