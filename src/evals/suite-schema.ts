import { z } from 'zod';

const text = z.string().refine((value) => value.trim() !== '', 'is empty; say what the agent shall do or achieve');

const expectationSchema = z.union(
  [
    text,
    z
      .looseObject({
        type: z.string().optional(),
        text: z.string().optional(),
        expectation: z.string().optional(),
        description: z.string().optional(),
        name: z.string().optional(),
      })
      .refine(
        (item) => [item.type, item.text, item.expectation, item.description, item.name].some((field) => field?.trim()),
        'has neither "text" nor "type"',
      ),
  ],
  'is no expectation: write a sentence, or an object such as {"type": "file_exists", "file": "report.md"}',
);
export type RawExpectation = z.infer<typeof expectationSchema>;

/** One eval as people write it. */
export const caseSchema = z.looseObject({
  id: z.union([z.number().int(), text]).optional(),
  prompt: text,
  expected_output: text.optional(),
  files: z.array(text).default([]),
  expectations: z.array(expectationSchema).default([]),
  assertions: z.array(expectationSchema).default([]),
  /** Seconds. */
  timeout: z.number().positive().optional(),
});
export type RawCase = z.infer<typeof caseSchema>;

export const suiteSchema = z.looseObject({ evals: z.array(z.unknown()).min(1) });
