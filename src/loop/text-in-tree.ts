import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PatchSide } from '../store/patch.ts';

/** Bytes of a file from which on it is no text that anybody reads. */
const LARGEST_TEXT = 1024 * 1024;

/** Empty for what is no text. */
export async function textAt({ dir, entries }: PatchSide, path: string): Promise<string> {
  const entry = entries.find((one) => one.path === path);
  if (entry?.type !== 'file' || (await stat(join(dir, path))).size > LARGEST_TEXT) return '';
  return readFile(join(dir, path), 'utf8');
}
