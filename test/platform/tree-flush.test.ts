import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { flushTree } from '../../src/platform/tree-flush.ts';
import { listTree } from '../../src/platform/tree-list.ts';
import { writeTree } from '../support/write-tree.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const onLinux = it.runIf(process.platform === 'linux');

function lookOnlyIn(folder: string): void {
  const before = process.env.PATH;
  onTestFinished(() => {
    process.env.PATH = before;
  });
  process.env.PATH = folder;
}

/** Puts a `sync` of our own in the place of the system's: it notes its arguments and ends with the code. */
async function plantSync(code: number): Promise<void> {
  await writeTree(at('bin'), { sync: { run: `#!/bin/sh\necho "$@" >>'${at('calls')}'\nexit ${code}\n` } });
  lookOnlyIn(at('bin'));
}

async function entriesOf(count: number) {
  const files = Object.fromEntries(Array.from({ length: count }, (_, index) => [`d/${index}`, 'x']));
  return (await listTree(await writeTree(at('tree'), { ...files, l: { link: 'nowhere' } }))).entries;
}

const gone = { path: 'gone', type: 'file' } as const;

onLinux('many entries are flushed at once', async () => {
  await plantSync(0);
  await flushTree(at('tree'), [...(await entriesOf(50)), gone]);
  expect(await readFile(at('calls'), 'utf8')).toBe(`-f -- ${at('tree')}\n`);
});

onLinux('few entries are flushed one by one, every one', async () => {
  await plantSync(0);
  const entries = await entriesOf(5);
  await flushTree(at('tree'), entries);
  await expect(flushTree(at('tree'), [...entries, gone])).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(readFile(at('calls'))).rejects.toMatchObject({ code: 'ENOENT' });
});

onLinux.each([
  ['fails', async () => plantSync(1)],
  ['cannot be had', async () => lookOnlyIn(at('nowhere'))],
])('many entries are flushed one by one where sync %s', async (_, plant) => {
  await plant();
  const entries = await entriesOf(50);
  await flushTree(at('tree'), entries);
  await expect(flushTree(at('tree'), [...entries, gone])).rejects.toMatchObject({ code: 'ENOENT' });
});
