import { isAbsolute, relative } from 'node:path';

/** A path as a person reads it: relative to the current folder when it lies in it, else as it is. */
export function shownPath(cwd: string, path: string): string {
  const inside = relative(cwd, path);
  if (inside === '') return '.';
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
