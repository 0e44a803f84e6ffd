import { describe, expect, it } from 'vitest';
import { isolated } from '../../../src/evals/checks/isolated.ts';

const thread = (body: string, limitMs = 20_000) =>
  isolated({
    source: `const { parentPort, workerData } = require('node:worker_threads'); ${body}`,
    data: { n: 2 },
    limitMs,
    what: 'the task',
  });

describe('a task in a thread of its own', () => {
  it('answers with its first message', async () => {
    expect(await thread('parentPort.postMessage({ twice: 2 * workerData.n });')).toEqual({ twice: 4 });
  });

  it('is ended when its time is over, and holds nobody up meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 10);
    await expect(thread('for (;;);', 300)).rejects.toThrow('the task did not finish in 0.3 s');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  it('that fails says why', async () => {
    await expect(thread('throw new Error("oh")')).rejects.toThrow('the task failed: oh');
    await expect(thread('const dig = () => 1 + dig(); dig()')).rejects.toThrow('Maximum call stack');
  });

  it('sees neither our environment nor our options', async () => {
    const seen = await thread('parentPort.postMessage([Object.keys(process.env), process.execArgv]);');
    expect(seen).toEqual([[], []]);
  });

  it('that takes all memory ends alone', async () => {
    const greedy = 'const all = []; for (;;) all.push(new Array(1e6).fill(Math.random()));';
    await expect(thread(greedy)).rejects.toThrow('the task failed');
  });
});
