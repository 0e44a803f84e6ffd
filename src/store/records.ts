import { readFile } from 'node:fs/promises';
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
  const parsed = schema.safeParse(parseJson(path, text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    'invalid_workspace',
    `${path} /${issue?.path.join('/') ?? ''}: ${issue?.message ?? 'is no such record'}.`,
    {
      hint: 'The file was changed by hand or written by another version; restore it from a backup or begin anew with --restart.',
    },
  );
}

/** The text of a file; null when there is none. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
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
