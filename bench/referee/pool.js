import { Worker } from 'node:worker_threads';

/**
 * @typedef {{ kind: 'world' | 'claim', index: number, seeds: readonly number[] }} Task
 */

/** Runs of one task: small enough that no thread waits long for the last one. */
const CHUNK = 10;

/**
 * Plays all tasks on `threads` threads, cut into small ones, and returns the results of each in the order of its seeds.
 * @param {readonly Task[]} tasks
 * @param {number} threads
 */
export async function playAll(tasks, threads) {
  const parts = tasks.flatMap((task, of) =>
    Array.from({ length: Math.ceil(task.seeds.length / CHUNK) }, (_, part) => ({
      of,
      part,
      task: { ...task, seeds: task.seeds.slice(part * CHUNK, (part + 1) * CHUNK) },
    })),
  );
  const results = tasks.map(() => []);
  const workers = Array.from({ length: threads }, () => new Worker(new URL('worker.js', import.meta.url)));
  try {
    await Promise.all(workers.map((worker) => workOff(worker, parts, results)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results.map((part) => part.flat());
}

async function workOff(worker, parts, results) {
  for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
    results[next.of][next.part] = await answerTo(worker, next.task);
  }
}

function answerTo(worker, task) {
  return new Promise((resolve, reject) => {
    worker.once('message', (answer) => {
      worker.off('error', reject);
      resolve(answer);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
