import type { CheckSpec } from '../../core/schema/suite.ts';
import { allOf } from './all-of.ts';
import { anyOf } from './any-of.ts';
import { csvColumns } from './csv-columns.ts';
import { equalsFile } from './equals-file.ts';
import { evidenceLine } from './evidence.ts';
import { fileContains } from './file-contains.ts';
import { fileCount } from './file-count.ts';
import { fileExists } from './file-exists.ts';
import { fileNotContains } from './file-not-contains.ts';
import { fileNotExists } from './file-not-exists.ts';
import { finalMessageContains } from './final-message-contains.ts';
import { finalMessageMatches } from './final-message-matches.ts';
import { jsonArrayContains } from './json-array-contains.ts';
import { jsonFieldAbsent } from './json-field-absent.ts';
import { jsonFieldCount } from './json-field-count.ts';
import { jsonFieldEquals } from './json-field-equals.ts';
import { jsonFieldExists } from './json-field-exists.ts';
import { jsonFieldMatches } from './json-field-matches.ts';
import { jsonSchema } from './json-schema.ts';
import { jsonValid } from './json-valid.ts';
import { maxBytes } from './max-bytes.ts';
import { maxLines } from './max-lines.ts';
import { not } from './not.ts';
import { settled } from './not-checkable.ts';
import { numberClose } from './number-close.ts';
import type { Check, CheckedTrial, CheckResult } from './port.ts';
import { regexMatch } from './regex-match.ts';
import { shellCommand } from './shell-command.ts';
import { fieldProblem, unknownType } from './spec-problem.ts';
import { toolCalled } from './tool-called.ts';
import { transcriptMatches } from './transcript-matches.ts';
import { yamlValid } from './yaml-valid.ts';

/** Every check there is. A new one costs a file and a line here. */
export const CHECKS: readonly Check[] = [
  fileExists,
  fileNotExists,
  fileContains,
  fileNotContains,
  fileCount,
  maxLines,
  maxBytes,
  equalsFile,
  regexMatch,
  jsonValid,
  jsonFieldEquals,
  jsonFieldExists,
  jsonFieldAbsent,
  jsonFieldMatches,
  jsonFieldCount,
  jsonArrayContains,
  jsonSchema,
  yamlValid,
  csvColumns,
  numberClose,
  shellCommand,
  finalMessageContains,
  finalMessageMatches,
  transcriptMatches,
  toolCalled,
  anyOf,
  allOf,
  not,
];

/** What is wrong with a check as the eval file states it, its files below `evals` included; null when nothing is. */
export async function checkProblem(spec: CheckSpec, evals: string): Promise<string | null> {
  const check = checkNamed(spec.type);
  if (check !== undefined) {
    return fieldProblem(check, spec, { evals, problemOf: (inner) => checkProblem(inner, evals) });
  }
  return unknownType(
    spec.type,
    CHECKS.map(({ type }) => type),
  );
}

/** Whether an expectation of this type is decided by a check. */
export function isCheck(type: string): boolean {
  return checkNamed(type) !== undefined;
}

/** The commands that a check runs, and those inside it, each as the suite states it. */
export function commandsIn(spec: CheckSpec): readonly unknown[] {
  return spec.type === shellCommand.type ? [spec.command] : inside(spec).flatMap(commandsIn);
}

/** The files of the suite that a check, or one inside it, reads, as they are named there. */
export function suiteFilesOf(spec: CheckSpec): readonly string[] {
  const check = checkNamed(spec.type);
  return [...(check?.suiteFiles?.(check.schema.parse(spec)) ?? []), ...inside(spec).flatMap(suiteFilesOf)];
}

function inside(spec: CheckSpec): readonly CheckSpec[] {
  return [spec.check, ...(Array.isArray(spec.checks) ? spec.checks : [])].filter(isSpec);
}

/**
 * Runs a check that `checkProblem` found nothing wrong with. Rejects only when it was interrupted, or with a UserError
 * where a command is refused or the machine cannot start one.
 */
export async function runCheck(spec: CheckSpec, trial: CheckedTrial): Promise<CheckResult> {
  const check = checkNamed(spec.type);
  if (check === undefined) throw new Error(`the suite was loaded with the unknown check ${spec.type}`);
  const result = await settled(() => check.run(check.schema.parse(spec), trial, (inner) => runCheck(inner, trial)));
  return { ...result, evidence: evidenceLine(result.evidence) };
}

function checkNamed(type: string): Check | undefined {
  return CHECKS.find((check) => check.type === type);
}

/** Whether a field of a check is a check itself. */
export function isSpec(value: unknown): value is CheckSpec {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
