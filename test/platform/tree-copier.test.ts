import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeTree } from '../support/write-tree.ts';
import { compile } from './compile.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();
let compiled = '';

beforeAll(async () => {
  compiled = await mkdtemp(join(tmpdir(), 'skillratchet-'));
  compile('platform/tree-thread', compiled);
});
afterAll(() => rm(compiled, { recursive: true }));

/** Runs a module in which `startCopier` and 40 `copies` of 1 MB each, from `from/` to `to/`, are at hand. */
async function inProgram(body: string): Promise<unknown> {
  const names = Array.from({ length: 40 }, (_, index) => String(index));
  await writeTree(`${temp()}/from`, Object.fromEntries(names.map((name) => [name, Buffer.alloc(2 ** 20, name)])));
  await mkdir(`${temp()}/to`);
  await cp(compiled, `${temp()}/js`, { recursive: true, verbatimSymlinks: true });
  const script = `
    import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    import { startCopier } from '${temp()}/js/platform/tree-copier.js';
    const to = (place) => '${temp()}/to/' + place;
    const copies = ${JSON.stringify(names)}.map((name) =>
      ({ from: '${temp()}/from/' + name, to: to(name), mode: 0o444, size: 2 ** 20 }));
    const until = async (condition) => { while (!condition()) await delay(5); };
    ${body}`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}

function expectSameTrees(): void {
  execFileSync('diff', ['-r', `${temp()}/from`, `${temp()}/to`]);
}

it('a second thread copies from the last on, and the rest is ours', async () => {
  const hashes = await inProgram(`
    const copier = startCopier(copies);
    await until(() => existsSync(to(39)));
    const contents = await Promise.all(copies.map((copy) => copier.copy(copy)));
    await copier.end();
    console.log(JSON.stringify(contents));`);
  expectSameTrees();
  const sums = execFileSync('sh', ['-c', 'for i in $(seq 0 39); do sha256sum $i; done'], { cwd: `${temp()}/to` });
  expect(hashes).toEqual(
    String(sums)
      .trim()
      .split('\n')
      .map((line) => ({ size: 2 ** 20, sha256: line.slice(0, 64) })),
  );
});

it('what the thread fails at is ours', async () => {
  const failed = await inProgram(`
    const blocked = copies.map((copy, place) => (place === 39 ? { ...copy, from: copy.from + '.late' } : copy));
    const copier = startCopier(blocked);
    await delay(500);
    writeFileSync(blocked[39].from, 'late');
    const contents = await Promise.all(blocked.map((copy) => copier.copy(copy)));
    console.log(JSON.stringify(contents[39].size));`);
  expect(failed).toBe(4);
});

it('the end waits for what the thread has begun', async () => {
  const written = await inProgram(`
    writeFileSync('${temp()}/js/platform/tree-thread.js', \`
      import { writeFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ copies, marks, reply }) => {
        marks[39] = 2;
        writeFileSync(copies[38].to, 'begun');
        setTimeout(() => {
          writeFileSync(copies[39].to, 'done');
          reply.postMessage(new Map());
        }, 300);
      });\`);
    const copier = startCopier(copies);
    await until(() => existsSync(to(38)));
    await copier.end();
    console.log(JSON.stringify(existsSync(to(39))));`);
  expect(written).toBe(true);
});

it('nothing is written any more once it has ended', async () => {
  const written = await inProgram(`
    const copier = startCopier(copies);
    await until(() => existsSync(to(39)));
    await copier.end();
    rmSync(to(''), { recursive: true });
    mkdirSync(to(''));
    await delay(100);
    console.log(JSON.stringify(copies.filter((copy) => existsSync(copy.to)).length));`);
  expect(written).toBe(0);
});

it('what a thread took that broke is ours', async () => {
  await inProgram(`
    writeFileSync('${temp()}/js/platform/tree-thread.js', \`
      import { writeFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ copies, marks }) => {
        marks[39] = 2;
        writeFileSync(copies[39].to, 'half');
        process.exit(1);
      });\`);
    const copier = startCopier(copies);
    await delay(500);
    await Promise.all(copies.map((copy) => copier.copy(copy)));
    console.log('null');`);
  expectSameTrees();
});

it('all is ours where there is no thread to be had', async () => {
  await inProgram(`
    rmSync('${temp()}/js/platform/tree-thread.js');
    const copier = startCopier(copies);
    await Promise.all(copies.slice(0, 20).map((copy) => copier.copy(copy)));
    await delay(100);
    const again = startCopier(copies.slice(20));
    await Promise.all(copies.slice(20).map((copy) => copier.copy(copy)));
    await Promise.all([copier.end(), again.end()]);
    console.log('null');`);
  expectSameTrees();
});
