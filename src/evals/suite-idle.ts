import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { Diagnostic } from '../core/schema/diagnostic.ts';
import { isMissing } from '../platform/errno.ts';
import { parseJsonText } from './json-text.ts';

const triggersSchema = z.array(z.looseObject({ query: z.string(), should_trigger: z.boolean() }));

/** Files beside the evals in which others keep evals of their own, and how the cases in one are counted. */
const READERS: Readonly<Record<string, (text: string, file: string) => string>> = {
  'evals/trigger-eval.json': countTriggers,
  'evals/evaluation.xml': countPairs,
};

/** A warning for each file of evals below `root` that nothing runs yet, with the number of its cases. */
export async function idleFiles(root: string): Promise<readonly Diagnostic[]> {
  const found = await Promise.all(
    Object.entries(READERS).map(async ([file, read]) => {
      const text = await textOf(join(root, file));
      return text === null ? [] : [{ file, message: `${read(text, file)}; such evals are not run yet` }];
    }),
  );
  return found.flat().map((about) => ({ severity: 'warning', rule: 'evals-not-run', place: null, ...about }));
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function countTriggers(text: string, file: string): string {
  try {
    const { length } = triggersSchema.parse(parseJsonText(text, file));
    return `holds ${length} cases`;
  } catch (error) {
    if (error instanceof UserError) return `cannot be read: ${error.message.replace(/\.$/, '')}`;
    if (error instanceof z.ZodError) return 'is no list of {"query": "…", "should_trigger": true}';
    throw error;
  }
}

/** Question and answer of each `qa_pair`; what stands in comments is none. */
function countPairs(text: string): string {
  const pairs = text
    .replaceAll(/<!--.*?-->/gs, '')
    .split(/<qa_pair\b/)
    .slice(1);
  const whole = pairs.filter((pair) => /<question\b.*<\/question>/s.test(pair) && /<answer\b.*<\/answer>/s.test(pair));
  return `holds ${whole.length} cases`;
}
