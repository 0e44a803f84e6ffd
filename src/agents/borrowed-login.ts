import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeDurable } from '../platform/atomic.ts';
import { isMissing } from '../platform/errno.ts';

/** A copy of the file that holds a person's login, and nothing else of theirs. */
export interface BorrowedLogin {
  readonly original: string;
  readonly copy: string;
  /** What both said. */
  readonly text: string;
}

/** Copies the login; null where there is none. */
export async function borrowLogin(original: string, copy: string): Promise<BorrowedLogin | null> {
  const text = await textAt(original);
  if (text === null) return null;
  await mkdir(dirname(copy), { recursive: true });
  await writeFile(copy, text, { mode: 0o600 });
  return { original: await realpath(original), copy, text };
}

/**
 * A login that the client renewed replaces the person's, for a renewal makes the old one void. Only what `isRenewal`
 * takes for one does, and only while theirs is still the one that was copied.
 */
export async function giveBackLogin(
  { original, copy, text }: BorrowedLogin,
  isRenewal: (before: string, after: string) => boolean,
): Promise<void> {
  const now = await textAt(copy);
  if (now === null || now === text || !isRenewal(text, now)) return;
  if ((await textAt(original)) === text) await writeDurable(original, now);
}

async function textAt(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
