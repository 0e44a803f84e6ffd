import { z } from 'zod';
import { cellOf } from '../core/cells.ts';
import { SPLITS } from '../core/schema/suite.ts';
import { shown, suggestion } from './suite-problems.ts';

const text = z
  .string('must be a text')
  .refine((value) => value.trim() !== '', 'is empty')
  .refine((value) => !/^TODO:/.test(value), 'is still to be written');

const texts = z.union([text, z.array(text).min(1)], 'must be a text, or a list of texts');

const record = z.record(z.string(), z.unknown(), 'must be an object');

/** A list, or an error that shows how one is written. */
function listOf<Item extends z.ZodType>(item: Item, example: string) {
  return z.array(item, `must be a list, such as ${example}`).default([]);
}

const EXPECTATION = '["The report names its sources"]';
const CHECK = '[{"type": "file_exists", "file": "report.md"}]';

const turn = z.union(
  [
    text,
    z.looseObject({ text }).transform((item) => item.text),
    z.looseObject({ content: text }).transform((item) => item.content),
    z.looseObject({ prompt: text }).transform((item) => item.prompt),
    z.looseObject({ query: text }).transform((item) => item.query),
  ],
  'must be a text, or an object with "text"',
);

const file = z.union(
  [text, z.looseObject({ path: text, content: z.string().optional() })],
  'must be a path, or {"path": "data.csv", "content": "a,b"}',
);
export type RawFile = z.infer<typeof file>;

const expectation = z.union(
  [text, record],
  'must be a sentence, or an object such as {"type": "file_exists", "file": "report.md"}',
);

const splitSchema = z.enum(SPLITS, {
  error: ({ input }) => `must be one of ${SPLITS.join(', ')}.${suggestion(String(input), SPLITS)}`.replace(/\.$/, ''),
});

const ID = 'must be a whole number or a text';
const RUNS = 'must be a whole number from 1 to 100';
const SECONDS = 'must be a number of seconds above 0, at most 86400';
const WEIGHT = 'must be a number from 0 on';

const textId = text
  .refine((id) => id.length <= 100, 'has more than 100 characters')
  .refine((id) => cellOf(id).agent === null, 'has "@@", which tells the agents of a run apart; use another sign');

/** One eval as people write it. */
export const caseSchema = z.looseObject({
  id: z.union([z.number().int(), textId], ID).optional(),
  prompt: text.optional(),
  query: text.optional(),
  question: text.optional(),
  input: text.optional(),
  query_flow: z.array(turn, 'must be a list of texts').min(1, 'has no turn').optional(),
  expected_output: texts.optional(),
  expected_behavior: texts.optional(),
  ground_truth: texts.optional(),
  files: listOf(file, '["files/data.csv"]'),
  expectations: listOf(expectation, EXPECTATION),
  assertions: listOf(expectation, EXPECTATION),
  deterministic_checks: listOf(record, CHECK),
  deterministic_assertions: listOf(record, '[{"cmd": ["test", "-s", "report.md"], "expect_exit": 0}]'),
  scorers: listOf(record, '[{"type": "regex", "pattern": "^# "}]'),
  split: splitSchema.optional(),
  runs: z.int(RUNS).min(1, RUNS).max(100, RUNS).optional(),
  timeout: z.number(SECONDS).positive(SECONDS).max(86_400, SECONDS).optional(),
  weight: z.number(WEIGHT).min(0, WEIGHT).optional(),
});
export type RawCase = z.infer<typeof caseSchema>;

/** Keys of an eval that describe it to people, besides those that are read. */
const DESCRIPTIVE = ['name', 'title', 'description', 'comment', 'notes', 'tags', 'category', 'eval_name', 'skills'];

export const CASE_KEYS: readonly string[] = [...Object.keys(caseSchema.shape), ...DESCRIPTIVE];
export const LIST_KEYS = ['evals', 'cases', 'tests'] as const;
export const SUITE_KEYS: readonly string[] = [
  ...LIST_KEYS,
  ...['skill_name', 'name', 'title', 'description', 'comment', 'notes', 'version', 'schema_version', 'canary'],
];

/** The fields of an expectation in which people write what is expected, the first that is there counts. */
export const TEXT_KEYS = ['text', 'expectation', 'assertion', 'description', 'name'] as const;

/** An expectation that is no plain sentence. */
export const expectationSchema = z.looseObject({
  type: z.string('must be a text').optional(),
  ...Object.fromEntries(TEXT_KEYS.map((key) => [key, text.optional()])),
});

/** A test by a command's exit code and output. */
export const commandSchema = z.looseObject({
  cmd: z.array(z.string(), 'must be a list of words, such as ["test", "-s", "report.md"]').min(1, 'has no word'),
  expect_exit: z.int('must be a whole number').optional(),
  expect_substring: z.string('must be a text').optional(),
});

export function noPrompt(keys: readonly string[]): string {
  const near = keys
    .map((key) => suggestion(key, ['prompt', 'query', 'question', 'input']))
    .find((words) => words !== '');
  return `has no "prompt" (nor "query", "question", "input", "query_flow") among ${shown(keys)}.${near ?? ''}`;
}
