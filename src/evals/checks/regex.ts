import { z } from 'zod';
import { isolated } from './isolated.ts';

const LIMIT_MS = 2_000;

/** The fields of a check that searches by a regular expression; `validRegex` guards the two together. */
export const regexFields = { pattern: z.string().min(1), flags: z.string().default('') };

export interface Regex {
  readonly pattern: string;
  readonly flags: string;
}

/** Reports a pattern, with its flags, that is no regular expression of JavaScript. */
export function validRegex({ pattern, flags }: Regex, context: z.RefinementCtx): void {
  try {
    new RegExp(pattern, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: 'custom', path: ['pattern'], message: `is no regular expression: ${error.message}` });
  }
}

const matchSchema = z.object({ index: z.number(), groups: z.array(z.string().nullable()) }).nullable();

/** The first text that matches: its index, and what the whole and each group matched; null when none does. */
export type Match = z.infer<typeof matchSchema>;

// Only a thread can be stopped in the middle of a match.
const SOURCE = `
const { parentPort, workerData: { pattern, flags, texts } } = require('node:worker_threads');
const firstMatch = () => {
  for (const [index, text] of texts.entries()) {
    const match = new RegExp(pattern, flags).exec(text);
    if (match !== null) return { index, groups: Array.from(match, (group) => group?.slice(0, 1000) ?? null) };
  }
  return null;
};
parentPort.postMessage(firstMatch());
`;

/** Searches texts in their order. Throws NotCheckable when that takes more than 2 s. */
export async function searchTexts({ pattern, flags }: Regex, texts: readonly string[]): Promise<Match> {
  const what = `the search for ${shownRegex({ pattern, flags })}`;
  const data = { pattern, flags, texts };
  return matchSchema.parse(await isolated({ source: SOURCE, data, limitMs: LIMIT_MS, what }));
}

/** `/pattern/flags` */
export function shownRegex({ pattern, flags }: Regex): string {
  return `/${pattern}/${flags}`;
}
