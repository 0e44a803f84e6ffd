import { nestedChecks, nestedProblem } from './nested.ts';
import type { Check } from './port.ts';
import { anyPasses } from './quantifiers.ts';

/** Passes when one of its checks passes. */
export const anyOf: Check<typeof nestedChecks> = {
  type: 'any_of',
  schema: nestedChecks,
  problem: ({ checks }, context) => nestedProblem(checks, context),
  run: ({ checks }, _trial, run) => anyPasses(checks, run),
};
