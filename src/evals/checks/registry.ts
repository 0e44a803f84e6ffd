import type { CheckSpec } from '../../core/schema/suite.ts';
import { fileContains } from './file-contains.ts';
import { fileExists } from './file-exists.ts';
import { fileNotContains } from './file-not-contains.ts';
import { jsonValid } from './json-valid.ts';
import type { Check, CheckedTrial, CheckResult } from './port.ts';

/** Every check there is. A new one costs a file and a line here. */
export const CHECKS: readonly Check[] = [fileExists, fileContains, fileNotContains, jsonValid];

/** What is wrong with a check as the eval file states it; null when nothing is. */
export function checkProblem(spec: CheckSpec): string | null {
  const check = checkNamed(spec.type);
  if (check === undefined) {
    return `the check ${JSON.stringify(spec.type)} is unknown; there are ${CHECKS.map(({ type }) => type).join(', ')}`;
  }
  const issue = check.schema.safeParse(spec).error?.issues[0];
  return issue === undefined ? null : `${spec.type}: "${issue.path.join('.')}" ${issue.message}`;
}

/** Runs a check that `checkProblem` found nothing wrong with. */
export async function runCheck(spec: CheckSpec, trial: CheckedTrial): Promise<CheckResult> {
  const check = checkNamed(spec.type);
  if (check === undefined) throw new Error(`the suite was loaded with the unknown check ${spec.type}`);
  return check.run(check.schema.parse(spec), trial);
}

function checkNamed(type: string): Check | undefined {
  return CHECKS.find((check) => check.type === type);
}
