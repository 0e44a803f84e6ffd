import { Worker } from 'node:worker_threads';

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
const THREAD = new URL('../../dist/dashboard/page-thread.js', import.meta.url);

/** Writes the page of a workspace anew, in a thread of its own, so that a run at work is not held up. Rejects where that fails. */
export function refreshPage(refresh: PageRefresh): Promise<void> {
  const thread = new Worker(THREAD, { workerData: refresh, execArgv: [], env: {} });
  return new Promise((resolve, reject) => {
    thread.once('error', reject);
    thread.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('it broke off'))));
  });
}
