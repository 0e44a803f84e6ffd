// The thread of `tree-copier.ts`.
import { parentPort } from 'node:worker_threads';
import { OF_THE_THREAD, type SharedCopies, take } from './tree-copier.ts';
import { type Content, copyFile } from './tree-files.ts';

parentPort?.on('message', async ({ copies, marks, reply }: SharedCopies) => {
  const contents = new Map<number, Content>();
  for (const [place, copy] of [...copies.entries()].reverse()) {
    if (!take(marks, place, OF_THE_THREAD)) break;
    const content = await copyFile(copy).catch(() => null);
    if (content === null) break;
    contents.set(place, content);
  }
  reply.postMessage(contents);
  reply.close();
});
