import { z } from 'zod';

/** A grading as far as it can be counted on, whoever wrote it: its items, and what the grader says of the eval. */
export interface ReadGrading {
  readonly expectations: readonly ReadItem[];
  readonly suggestions: readonly string[];
  /** How many votes were usable and how far they agree, 0–1; null where nobody was asked more than once. */
  readonly votes: { readonly usable: number; readonly agreement: number } | null;
}

export interface ReadItem {
  readonly text: string;
  readonly passed: boolean;
  readonly evidence: string;
  /** Whether the evidence of a judge stands in transcript or outputs; null where that is not known. */
  readonly evidence_verified: boolean | null;
  /** Who decided; null where it does not say. */
  readonly source: 'check' | 'judge' | null;
}

export interface LooseGrading {
  /** null when it is no grading; it then counts for nothing, neither as 0 nor as 1. */
  readonly grading: ReadGrading | null;
  /** What is wrong with it, with JSON pointers. */
  readonly problems: readonly string[];
}

const anyObject = z.looseObject({});
const sourceSchema = z.enum(['check', 'judge']).nullable().catch(null);
const itemSchema = z
  .looseObject({ text: z.string().optional(), expectation: z.string().optional(), passed: z.boolean() })
  .refine((item) => item.text !== undefined || item.expectation !== undefined, 'has neither text nor expectation')
  .transform((item) => ({
    text: item.text ?? item.expectation ?? '',
    passed: item.passed,
    evidence: typeof item.evidence === 'string' ? item.evidence : '',
    evidence_verified: typeof item.evidence_verified === 'boolean' ? item.evidence_verified : null,
    source: sourceSchema.parse(item.source),
  }));
const itemsSchema = z.array(itemSchema).min(1);

const suggestionSchema = z.union([
  z.string(),
  z
    .object({ assertion: z.string().optional(), reason: z.string().optional() })
    .transform(({ assertion, reason }) => [assertion, reason].filter((part) => part !== undefined).join(': ')),
]);
const feedbackSchema = z.object({ eval_feedback: z.object({ suggestions: z.array(z.unknown()) }) });

/**
 * Reads a `grading.json` of any tool. Its items are what counts: counters that disagree with them are a problem and
 * nothing else; one item that cannot be understood spoils the whole, so that no score rises by what is left out.
 */
export function readLooseGrading(text: string): LooseGrading {
  const value = parseJson(text);
  const file = anyObject.safeParse(value).data;
  if (file === undefined) return { grading: null, problems: ['is no JSON object'] };
  const name = file.expectations === undefined ? 'assertion_results' : 'expectations';
  const items = itemsSchema.safeParse(file[name]);
  if (!items.success) return { grading: null, problems: items.error.issues.map((issue) => said(name, issue)) };
  const suggestions = suggestionsIn(file);
  const votes = votesIn(file);
  return {
    grading: { expectations: items.data, suggestions, votes },
    problems: summaryProblems(file.summary, items.data),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function said(name: string, { path, message }: z.core.$ZodIssue): string {
  return `/${[name, ...path].join('/')}: ${message}`;
}

function suggestionsIn(file: unknown): readonly string[] {
  const given = feedbackSchema.safeParse(file).data?.eval_feedback.suggestions ?? [];
  return given.flatMap((one) => suggestionSchema.safeParse(one).data ?? []);
}

const votesSchema = z.object({ judge: z.object({ votes: z.array(z.unknown()), agreement: z.number() }) });

function votesIn(file: unknown): ReadGrading['votes'] {
  const { judge } = votesSchema.safeParse(file).data ?? {};
  return judge === undefined ? null : { usable: judge.votes.length, agreement: judge.agreement };
}

/** Each counter that is stored and is not what the items come to; a pass rate is taken as rounded to 2 places or more. */
function summaryProblems(summary: unknown, items: ReadGrading['expectations']): readonly string[] {
  const stored = anyObject.safeParse(summary).data ?? {};
  const passed = items.filter((item) => item.passed).length;
  const counted = { passed, failed: items.length - passed, total: items.length };
  const wrong = Object.entries(counted).filter(([key, count]) => stored[key] !== undefined && stored[key] !== count);
  const rate = passed / items.length;
  return [
    ...wrong.map(([key, count]) => `/summary/${key}: is ${JSON.stringify(stored[key])}, the items come to ${count}`),
    ...(isRate(stored.pass_rate, rate)
      ? []
      : [`/summary/pass_rate: is ${JSON.stringify(stored.pass_rate)}, the items come to ${rate}`]),
  ];
}

function isRate(stored: unknown, rate: number): boolean {
  return stored === undefined || (typeof stored === 'number' && Math.abs(stored - rate) <= 0.005);
}
