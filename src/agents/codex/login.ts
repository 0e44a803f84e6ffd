import { join } from 'node:path';
import { z } from 'zod';
import { jsonLine } from '../json-line.ts';

/** Where the person's login lies, if it lies in a file. */
export function loginFile({ CODEX_HOME, HOME = '' }: Readonly<Record<string, string | undefined>>): string {
  return join(CODEX_HOME || join(HOME, '.codex'), 'auth.json');
}

const loginSchema = z.object({
  tokens: z.object({ account_id: z.string(), access_token: z.string(), refresh_token: z.string() }),
  last_refresh: z.iso.datetime(),
});

/** Whether the second is a newer login of the same account. */
export function isRenewal(before: string, after: string): boolean {
  const [old, renewed] = [before, after].map((text) => loginSchema.safeParse(jsonLine(text)).data);
  if (old === undefined || renewed?.tokens.account_id !== old.tokens.account_id) return false;
  return Date.parse(renewed.last_refresh) > Date.parse(old.last_refresh);
}
