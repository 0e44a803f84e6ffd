import { lstat } from 'node:fs/promises';
import { isMissing } from './errno.ts';

/** Whether something of that name exists; a dangling link does. */
export async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
