import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { isMissing } from '../platform/errno.ts';

/** The JSON record at `path`; null when there is none. A record that breaks its schema is a UserError naming file and place. */
export async function readRecord<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.infer<Schema> | null> {
  const text = await readText(path);
  if (text === null) return null;
  const parsed = schema.safeParse(parseJson(path, text), { reportInput: true });
  if (parsed.success) return parsed.data;
  const newer = parsed.error.issues.flatMap(newerVersion)[0];
  if (newer !== undefined) throw ofNewerSchema(path, newer);
  const issue = parsed.error.issues[0];
  throw new UserError(
    'invalid_workspace',
    `${path} /${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'is no such record'}.`,
    {
      hint: 'The file was changed by hand or written by another version; restore it from a backup or begin anew with --restart.',
    },
  );
}

/** The schema version that a record states, when that is why it cannot be read and it is above all that we know. */
function newerVersion(issue: z.core.$ZodIssue): readonly number[] {
  if (issue.code !== 'invalid_value' || issue.path.join('/') !== 'schema_version') return [];
  const { input, values } = issue;
  return typeof input === 'number' && values.every((known) => input > Number(known)) ? [input] : [];
}

function ofNewerSchema(path: string, version: number): UserError {
  return new UserError(
    'invalid_workspace',
    `${path} has schema_version ${version}, which is newer than this program.`,
    {
      hint: 'Update skillratchet to the version that wrote it, or name another folder with --workspace DIR.',
    },
  );
}

/**
 * The text of a file; null when there is none. Read in one go: records are small, and there are thousands of them; the
 * way through the thread pool would take ten times as long.
 */
export async function readText(path: string): Promise<string | null> {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError('invalid_workspace', `${path} is no JSON.`, { cause });
  }
}
