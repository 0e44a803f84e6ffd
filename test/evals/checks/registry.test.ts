import { describe, expect, it } from 'vitest';
import { CHECKS, checkProblem, isCheck, runCheck } from '../../../src/evals/checks/registry.ts';

const NOWHERE = '/nowhere/evals';
const trial = { outputs: '/nowhere', evals: NOWHERE, events: [], commands: null };

/** The names of the file format, one by one. */
const NAMES = `all_of any_of csv_columns equals_file file_contains file_count file_exists file_not_contains
  file_not_exists final_message_contains final_message_matches json_array_contains json_field_absent json_field_count
  json_field_equals json_field_exists json_field_matches json_schema json_valid max_bytes max_lines not number_close
  regex_match shell_command tool_called transcript_matches yaml_valid`.split(/\s+/);

describe('the registry', () => {
  it('knows the checks of the file format', () => {
    expect(CHECKS.map(({ type }) => type).sort()).toEqual(NAMES);
    for (const type of NAMES) expect(isCheck(type)).toBe(true);
    for (const type of ['', 'constructor', 'FILE_EXISTS']) expect(isCheck(type)).toBe(false);
  });

  it.each([
    ['file_exist', 'file_exists'],
    ['json_fields_equal', 'json_field_equals'],
    ['regexp_match', 'regex_match'],
  ])('names for %s the nearest check, %s, and all there are', async (type, nearest) => {
    const problem = await checkProblem({ type, file: 'a' }, NOWHERE);
    expect(problem).toContain(`the check "${type}" is unknown; the nearest is "${nearest}", and there are file_exists`);
    for (const name of NAMES) expect(problem).toContain(name);
  });

  it('says a slip of the pen before what is missing for it, and lets other fields be', async () => {
    const problemOf = (fields: object) => checkProblem({ type: 'file_contains', ...fields }, NOWHERE);
    const slip = 'file_contains: "litteral" is unknown; did you mean "literal"?';
    expect(await problemOf({ file: 'a', litteral: 'x' })).toBe(slip);
    expect(await problemOf({ file: 'a', literal: 'x', files: 'b' })).toContain('"files" is unknown');
    expect(await problemOf({ file: 'a', literal: 'x', title: 'a title', owner: 'me' })).toBeNull();
  });

  it('runs only what a loaded suite can hold', async () => {
    await expect(runCheck({ type: 'nothing' }, trial)).rejects.toThrow('the unknown check nothing');
    const missing = { passed: false, evidence: 'no output is named a' };
    expect(await runCheck({ type: 'file_exists', file: 'a' }, trial)).toEqual(missing);
  });
});
