import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { NotCheckable } from './not-checkable.ts';

const MEMORY_MB = 512;

export interface IsolatedTask {
  /** CommonJS that reads `workerData` and posts one message. */
  readonly source: string;
  readonly data: unknown;
  /** Milliseconds, counted from when the thread runs. */
  readonly limitMs: number;
  /** The subject of the evidence when it comes to no end. */
  readonly what: string;
}

/** The message of a task in a thread of its own. Throws NotCheckable when it fails or is not done in time. */
export async function isolated({ source, data, limitMs, what }: IsolatedTask): Promise<unknown> {
  const worker = new Worker(source, {
    eval: true,
    workerData: data,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const answered = once(worker, 'message').then(([message]) => message);
  const late = new AbortController();
  const expired = once(worker, 'online').then(async () => {
    await delay(limitMs, undefined, { signal: late.signal });
    throw new NotCheckable(`${what} did not finish in ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([answered, expired]);
  } catch (error) {
    if (error instanceof NotCheckable) throw error;
    throw new NotCheckable(`${what} failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    late.abort();
    await worker.terminate();
  }
}
