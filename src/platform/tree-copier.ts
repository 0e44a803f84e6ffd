import { rm } from 'node:fs/promises';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { type Content, copyFile, type FileCopy } from './tree-files.ts';

/** Bytes from which a second thread pays: with two cores, 100 MB then take 105 ms and not 170. */
const WORTH_A_THREAD = 32 * 1024 * 1024;

/** What the thread is given. We take copies from the first on, it from the last, each by a mark in `marks`. */
export interface SharedCopies {
  readonly copies: readonly FileCopy[];
  readonly marks: Uint8Array;
  /** Where it posts what it copied, by the place of the copy, when it finds no more. */
  readonly reply: MessagePort;
}

export const OURS = 1;
export const OF_THE_THREAD = 2;

/** Whether nobody had taken the copy yet. */
export function take(marks: Uint8Array, place: number, mark: typeof OURS | typeof OF_THE_THREAD): boolean {
  return Atomics.compareExchange(marks, place, 0, mark) === 0;
}

/** Copies files. */
export interface Copier {
  copy(copy: FileCopy): Promise<Content>;
  /** Nothing is written any more once it has ended. */
  end(): Promise<unknown>;
}

/** A copier for the given copies, to be asked for in their order. Where they are many bytes, a second thread helps. */
export function startCopier(copies: readonly FileCopy[]): Copier {
  const bytes = copies.reduce((sum, { size }) => sum + size, 0);
  if (bytes < WORTH_A_THREAD) return { copy: copyFile, end: async () => undefined };
  const marks = new Uint8Array(new SharedArrayBuffer(copies.length));
  const places = new Map(copies.map(({ to }, place) => [to, place]));
  const contents = handOver(copies, marks);
  return {
    async copy(copy) {
      const place = places.get(copy.to);
      if (place === undefined || take(marks, place, OURS)) return copyFile(copy);
      const content = (await contents).get(place);
      if (content !== undefined) return content;
      // The thread failed at it: we meet the trouble ourselves.
      await rm(copy.to, { force: true });
      return copyFile(copy);
    },
    async end() {
      const isFree = copies.map((_, place) => take(marks, place, OURS) || marks[place] === OURS);
      if (isFree.includes(false)) await contents;
    },
  };
}

/** What the thread copied; nothing when there is none to be had, or when it broke. */
function handOver(copies: readonly FileCopy[], marks: Uint8Array): Promise<ReadonlyMap<number, Content>> {
  const { port1, port2 } = new MessageChannel();
  const shared: SharedCopies = { copies, marks, reply: port2 };
  thread ??= startThread();
  thread.postMessage(shared, [port2]);
  return new Promise((resolve) => {
    port1.once('close', () => resolve(new Map()));
    port1.once('message', (contents: ReadonlyMap<number, Content>) => {
      resolve(contents);
      port1.close();
    });
  });
}

/** Kept, for it takes longer to start than to copy what it is asked for; it does not keep the program from its end. */
let thread: Worker | null = null;

function startThread(): Worker {
  const worker = new Worker(new URL('./tree-thread.js', import.meta.url), { execArgv: [], env: {} });
  const forget = (): void => {
    thread = null;
  };
  worker.once('error', forget).once('exit', forget).unref();
  return worker;
}
