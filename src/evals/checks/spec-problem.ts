import { closest, distance } from 'fastest-levenshtein';
import type { CheckSpec } from '../../core/schema/suite.ts';
import type { Check, SuiteContext } from './port.ts';

/** What is wrong with the fields that a check is stated with; null when nothing is. */
export async function fieldProblem(check: Check, spec: CheckSpec, context: SuiteContext): Promise<string | null> {
  const parsed = check.schema.safeParse(spec);
  const issue = parsed.error?.issues[0];
  const misspelt = misspeltField(check, spec);
  const problem =
    misspelt ??
    (issue === undefined ? null : `"${issue.path.join('.')}" ${issue.message}`) ??
    (parsed.success ? ((await check.problem?.(parsed.data, context)) ?? null) : null);
  return problem === null ? null : `${check.type}: ${problem}`;
}

/** Names the check of a list that an unknown type is nearest to, and all of them. */
export function unknownType(type: string, known: readonly string[]): string {
  return `the check ${JSON.stringify(type)} is unknown; the nearest is "${closest(type, known)}", and there are ${known.join(', ')}`;
}

const LONG = 8;

/** A check may carry fields of other tools, but one that is a slip of the pen would silently not count. */
function misspeltField(check: Check, spec: CheckSpec): string | null {
  const known = Object.keys(check.schema.shape);
  for (const field of Object.keys(spec)) {
    if (known.includes(field) || NOTES.includes(field)) continue;
    const nearest = closest(field, known);
    const slip = distance(field, nearest);
    if (nearest.length > 2 && slip <= (nearest.length >= LONG ? 2 : 1)) {
      return `"${field}" is unknown; did you mean "${nearest}"?`;
    }
  }
  return null;
}

/** What any expectation may say of itself. */
const NOTES: readonly string[] = ['type', 'id', 'name', 'text', 'expectation', 'description', 'weight'];
