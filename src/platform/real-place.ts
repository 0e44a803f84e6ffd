import { realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { isMissing } from './errno.ts';
import { exists } from './exists.ts';

/** The path with links in its parents resolved, whether or not it is there; the last part is taken as it is. null where a parent is a link that leads nowhere. */
export async function realPlace(path: string): Promise<string | null> {
  const parent = dirname(path);
  if (parent === path) return path;
  const real = (await exists(parent)) ? await leadsTo(parent) : await realPlace(parent);
  return real === null ? null : join(real, basename(path));
}

/** Whether a path is a folder's or lies in it; both as `realPlace` gives them. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

async function leadsTo(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
