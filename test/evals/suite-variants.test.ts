import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../src/core/schema/diagnostic.ts';
import type { EvalCase } from '../../src/core/schema/suite.ts';
import { readSuite } from '../../src/evals/suite.ts';
import { ROOT } from '../support/cli.ts';

const SUITES = join(ROOT, 'fixtures/suites');

/** An eval as lines: id, prompt, then each file and expectation with what it is. */
function lines({ id, prompt, files, expectations }: EvalCase): readonly string[] {
  return [
    `${id}: ${prompt}`,
    ...files.map((file) => `file ${file.name} < ${file.type === 'path' ? file.source : JSON.stringify(file.content)}`),
    ...expectations.map(({ number, text, check }) => `${number} ${check?.type ?? 'judge'}: ${text}`),
  ];
}

const TALK = `The user says this in 3 turns. Do what each asks, one after the other.

Turn 1:
Draft a letter to the landlord.

Turn 2:
Make it shorter.

Turn 3:
Now in German.`;

/** Each variant with its evals, and what is said about it. */
const VARIANTS: Readonly<Record<string, { evals: readonly (readonly string[])[]; said?: readonly string[] }>> = {
  'evals-object': {
    evals: [
      ['1: Write the minutes.', '1 judge: Every decision names its owner'],
      ['short-call: Write the minutes of the call.', '1 judge: The minutes fit on a page'],
      ['3: List the open questions.', '1 judge: No question is invented'],
    ],
  },
  'bare-array': {
    evals: [
      ['7: Sort the table by name.', '1 judge: The rows are sorted by name'],
      ['8: Sort the table by date.', '1 judge: The rows are sorted by date'],
    ],
  },
  cases: { evals: [['a: Round the amounts.', '1 judge: Every amount has two decimals']] },
  tests: { evals: [['a: Round the amounts.', '1 judge: Every amount has two decimals']] },
  'prompt-names': {
    evals: [
      ['1: Translate it.', '1 judge: It is French'],
      ['2: What is the capital?', '1 judge: It says Paris'],
      ['3: Bonjour', '1 judge: It is English'],
      ['4: Translate it.', '1 judge: It is Dutch'],
    ],
  },
  'query-flow': {
    evals: [
      [`talk: ${TALK}`, '1 judge: The letter is German'],
      ['one-turn: Draft a letter.', '1 judge: There is a letter'],
    ],
    said: ['/evals/0/query_flow: holds 3 turns; the agent gets them as numbered turns of one prompt'],
  },
  'expected-output': {
    evals: [
      ['output: Add them up.', '1 judge: The sum is 42.'],
      ['behavior: Read the form.', '1 judge: Reads the form', '2 judge: Keeps empty fields empty'],
      ['truth: Who wrote it?', '1 judge: Ada Lovelace'],
      ['both: Add them up.', '1 judge: The sum is 42'],
    ],
  },
  files: {
    evals: [
      [
        'places: Merge the files.',
        'file templates/letter.md < templates/letter.md',
        'file files/one.csv < evals/files/one.csv',
        'file files/more < evals/files/more',
        'file files/two.csv < evals/files/two.csv',
        'file notes/hello.txt < "Hello\\n"',
        '1 judge: Nothing is lost',
      ],
    ],
  },
  'missing-file': {
    evals: [['1: Clean it.', '1 judge: The table is clean']],
    said: ['/evals/0/files/0: "files/gone.csv" does not exist below the skill, nor below its evals/'],
  },
  settings: {
    evals: [
      ['a: One.', '1 judge: One'],
      ['b: Two.', '1 judge: Two'],
    ],
    said: ['/evals: the weight of a is read, but does not count under rule strict'],
  },
  'expectation-objects': {
    evals: [
      [
        'forms: Write the report.',
        '1 judge: Each claim has a source',
        '2 judge: The report has a summary',
        '3 judge: The summary comes first',
        '4 judge: The tone is sober',
        '5 file_exists: file_exists file "report.md"',
        '6 file_contains: It is signed',
      ],
    ],
    said: [
      '/evals/0/expectations/3/type: has the type "quality", which is no check, so the judge decides it by its text',
    ],
  },
  'both-lists': {
    evals: [
      [
        '1: Write the report.',
        '1 judge: It has a summary',
        '2 judge: It has a date',
        '3 judge: It has a title',
        '4 judge: It ends with a signature',
      ],
    ],
  },
  deterministic: {
    evals: [
      [
        '1: Write result.json.',
        '1 judge: The names are real',
        '2 json_valid: json_valid file "result.json"',
        '3 json_field_equals: Two rows',
        '4 shell_command: shell_command expect_exit 0 expect_substring "1" command ["grep","-c","row one","result.json"]',
        '5 shell_command: It is not empty',
      ],
    ],
  },
  scorers: {
    evals: [
      [
        '1: Name the year.',
        '1 final_message_matches: final_message_matches pattern "\\\\b19\\\\d\\\\d\\\\b"',
        '2 regex_match: The file names it too',
        '3 judge: The answer is polite',
      ],
    ],
    said: ['/evals/0/scorers/2/type: has the type "rubric", which is no check, so the judge decides it by its text'],
  },
  'decides-nothing': {
    evals: [
      ['read-only: Write a poem.'],
      ['checked: Write a poem to poem.txt.', '1 file_exists: file_exists file "poem.txt"'],
    ],
    said: ['/evals/0: has no expectations, so it decides nothing'],
  },
  'not-run-yet': {
    evals: [['1: Convert it.', '1 judge: The unit is metres']],
    said: [
      'evals/trigger-eval.json: holds 2 cases; such evals are not run yet',
      'evals/evaluation.xml: holds 2 cases; such evals are not run yet',
    ],
  },
  'unread-keys': {
    evals: [
      ['1: One.', '1 judge: One is said'],
      ['2: Two.', '1 judge: Two is said'],
    ],
    said: [
      '/skil_name: "skil_name" is not read. Did you mean "skill_name"?',
      '/evals/0/expectation: "expectation" is not read. Did you mean "expectations"?',
      '/evals/0/difficulty: "difficulty" is not read (2 times).',
      '/evals/1/expectations/0/points: "points" is not read.',
    ],
  },
};

describe('every variant of an eval file', () => {
  it.each(Object.entries(VARIANTS))('is read: %s', async (name, { evals, said = [] }) => {
    const suite = await readSuite(join(SUITES, name));
    expect(suite.evals.map(lines)).toEqual(evals);
    const places = suite.problems.map((problem) => formatDiagnostic(problem).replace('evals/evals.json ', ''));
    expect(places).toEqual(said);
  });

  it('has a fixture of its own', async () => {
    expect((await readdir(SUITES)).sort()).toEqual(Object.keys(VARIANTS).sort());
  });

  it('has settings, each with its default', async () => {
    const { evals } = await readSuite(join(SUITES, 'settings'));
    expect(evals).toMatchObject([
      { split: 'train', runs: 3, timeoutMs: 1500, weight: 2 },
      { split: null, runs: 1, timeoutMs: null, weight: 1 },
    ]);
  });
});
