import { fileURLToPath } from 'node:url';
import { runProcess } from '../platform/process.ts';

export interface PageRefresh {
  /** The workspace's folder. */
  readonly root: string;
  /** Where the page is written. */
  readonly to: string;
  /** Version of this program. */
  readonly program: string;
  /** Characters of all parts together; as many as `report --html` has where it is left out. */
  readonly room?: number;
}

/** In the compiled program, which the source finds too. */
const PROGRAM = fileURLToPath(new URL('../../dist/cli/page-process.js', import.meta.url));

const TIMEOUT_MS = 600_000;

/**
 * Writes the page of a workspace anew, in a process of its own that carries `marker`: a run at work is not held up, its
 * memory does not grow with the page, and what a kill leaves of it is ended by the next start. Rejects where that fails.
 */
export async function refreshPage(refresh: PageRefresh, marker: string): Promise<void> {
  const { type, exitCode, stderr } = await runProcess({
    file: process.execPath,
    args: [PROGRAM, JSON.stringify(refresh)],
    ...{ cwd: refresh.root, env: {}, marker, input: '', timeoutMs: TIMEOUT_MS },
    signal: new AbortController().signal,
    onLine: () => undefined,
  });
  if (exitCode === 0) return;
  const said = /^\w*Error: .*$/m.exec(stderr)?.[0];
  throw new Error(said ?? `its process ended with ${exitCode ?? type}`);
}
