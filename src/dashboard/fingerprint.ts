import { lstat } from 'node:fs/promises';
import type { Workspace } from '../store/layout.ts';

/** A text that is another one whenever a run went on: it notes everything in its events, and other tools in their table. */
export async function fingerprintOf(workspace: Workspace): Promise<string> {
  const { root, events, results, state, run, final, certificate, submission, calibration, lock } = workspace;
  const paths = [root, events, results, state, run, final, certificate, submission, calibration, lock];
  return (await Promise.all(paths.map(stampOf))).join(' ');
}

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size } = await lstat(path);
    return `${size}@${mtimeMs}`;
  } catch {
    // What cannot be looked at may come back; the view says what is wrong with it.
    return '-';
  }
}
