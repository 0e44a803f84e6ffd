import { UserError } from '../core/errors.ts';
import { errnoOf } from '../platform/errno.ts';

/** Folders in the place of files, and the like. */
const MISPLACED: readonly string[] = ['EISDIR', 'ENOTDIR', 'ELOOP', 'ENOENT'];

/** Why what lies at a path cannot be read, without the path; an error that says something else is thrown again. */
export function whyUnreadable(path: string, error: unknown): string {
  if (error instanceof UserError) return error.message.replace(`${path} `, '');
  const code = errnoOf(error);
  if (code !== null && MISPLACED.includes(code)) return `cannot be read (${code}).`;
  throw error;
}
