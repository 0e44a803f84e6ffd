import { z } from 'zod';
import type { CheckSpec } from '../../core/schema/suite.ts';
import { checkSpec } from './fields.ts';
import type { SuiteContext } from './port.ts';

export const nestedChecks = z.looseObject({ checks: z.array(checkSpec).min(1) });

/** The first problem of the checks inside a check, with its place; null when there is none. */
export async function nestedProblem(checks: readonly CheckSpec[], { problemOf }: SuiteContext): Promise<string | null> {
  for (const [index, spec] of checks.entries()) {
    const problem = await problemOf(spec);
    if (problem !== null) return `checks[${index}]: ${problem}`;
  }
  return null;
}
