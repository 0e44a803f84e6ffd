import { lstat, realpath, stat } from 'node:fs/promises';
import { errnoOf, isMissing } from './errno.ts';

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

/** Whether a path leads to something; a dangling link does not. */
export async function leadsSomewhere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error) || errnoOf(error) === 'ELOOP') return false;
    throw error;
  }
}

/** Whether a path leads to a folder, and no part of it is a link. */
export async function isPlainFolder(path: string): Promise<boolean> {
  if (!(await leadsSomewhere(path)) || (await realpath(path)) !== path) return false;
  return (await stat(path)).isDirectory();
}

/** Whether a link lies at a path; what is not there, or is taken away meanwhile, is none. */
export async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
