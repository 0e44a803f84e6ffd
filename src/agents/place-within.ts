import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, isMissing } from '../platform/errno.ts';
import { isLink } from '../platform/exists.ts';

/**
 * Where an absolute path really leads, every link followed, when that is one of the folders or lies in it; null when it
 * does not, or when nobody can tell because of a dangling link or a loop. The last parts need not exist yet.
 */
export async function placeWithin(path: string, folders: readonly string[]): Promise<string | null> {
  const place = await realPlace(path);
  if (place === null) return null;
  const roots = await Promise.all(folders.map(realPlace));
  return roots.some((root) => root !== null && `${place}/`.startsWith(`${root}/`)) ? place : null;
}

async function realPlace(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errnoOf(error) === 'ELOOP' || (isMissing(error) && (await isLink(path)))) return null;
    if (!isMissing(error)) throw error;
    const above = await realPlace(dirname(path));
    return above === null ? null : join(above, basename(path));
  }
}
