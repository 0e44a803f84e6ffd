import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { syncFolder } from './atomic.ts';
import { inBatches } from './tree-batches.ts';
import type { ListedEntry } from './tree-list.ts';

/** Entries up to which each is flushed by itself: a program need not be started, nor others' writes be waited for. */
const FEW = 32;

/** Waits until a tree of these entries is on disk: names, contents and modes. */
export async function flushTree(root: string, entries: readonly Pick<ListedEntry, 'path' | 'type'>[]): Promise<void> {
  if (entries.length > FEW && (await flushFileSystem(root))) return;
  const flushed = entries.filter(({ type }) => type !== 'link');
  await inBatches(flushed, ({ path }) => syncFile(join(root, path)));
  await syncFolder(root);
}

/**
 * Flushes the file system that holds `path`, all its files at once, by coreutils' `sync`; false where that cannot be
 * had. Elsewhere than on Linux a `sync` may return before it is done.
 */
async function flushFileSystem(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const child = spawn('sync', ['-f', '--', path], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** Waits until the content and the mode of a file are on disk. */
export async function syncFile(path: string): Promise<void> {
  await syncFolder(path);
}
