import { isUtf8 } from 'node:buffer';
import { lstatSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { inBatches } from './tree-batches.ts';
import { leavesTree } from './tree-links.ts';
import { type Found, unfit, walkTree } from './tree-walk.ts';

/** Made by machines, at any depth; no part of a skill. */
const LEFT_OUT: readonly string[] = ['.git', 'node_modules', '__pycache__', '.venv', '.DS_Store', '.cache'];

/** What stands in a tree, before anything is read of it: `path` relative to the root with `/`, `mode` the permission bits. */
export type ListedEntry =
  | ListedFile
  | { readonly path: string; readonly type: 'folder'; readonly mode: number }
  | { readonly path: string; readonly type: 'link'; readonly target: string };

export interface ListedFile {
  readonly path: string;
  readonly type: 'file';
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** When its content, mode or owner last changed, by the clock of the file system: ms since the epoch. */
  readonly changedMs: number;
}

export interface TreeListing {
  /** In the order of their paths' bytes, so that a folder stands before what it holds. */
  readonly entries: readonly ListedEntry[];
  /** Paths of what machines made, which is no part of a skill. */
  readonly leftOut: readonly string[];
}

export interface ListOptions {
  /** Entries that are passed over; asked of everything below a folder as well. */
  readonly exclude?: (path: string) => boolean;
}

/**
 * Everything below `root`, links not followed. A UserError `invalid_skill` names what cannot be part of a skill: a
 * link that leads out of the root, a special file, a name that is no UTF-8.
 */
export async function listTree(root: string, options: ListOptions = {}): Promise<TreeListing> {
  const found = await walkTree(root, (path) => !isLeftOut(path));
  const leftOut = found.map(({ path }) => path).filter(isLeftOut);
  const kept = found.filter(({ path }) => !isLeftOut(path) && !options.exclude?.(path));
  const entries = await inBatches(kept, (item) => readEntry(root, item));
  const links = new Map(entries.flatMap((entry) => (entry.type === 'link' ? [[entry.path, entry.target]] : [])));
  const escaping = [...links.keys()].find((path) => leavesTree(path, links));
  if (escaping === undefined) return { entries, leftOut };
  throw unfit(root, escaping, `is a link to ${JSON.stringify(links.get(escaping))}, which leads out of the folder`);
}

function isLeftOut(path: string): boolean {
  return LEFT_OUT.includes(basename(path));
}

async function readEntry(root: string, { path, kind }: Found): Promise<ListedEntry> {
  if (kind === 'link') return { path, type: kind, target: await readTarget(root, path) };
  if (kind === 'file' || kind === 'folder') {
    // Asked on this thread: another would take longer to be asked than to answer.
    const { mode, size, ctimeMs } = lstatSync(join(root, path));
    const listed = { path, mode: mode & 0o777 };
    return kind === 'folder' ? { ...listed, type: kind } : { ...listed, type: kind, size, changedMs: ctimeMs };
  }
  if (kind === 'misnamed') throw unfit(root, path, 'has a name that is no UTF-8');
  throw unfit(root, path, `is a ${kind}; a skill holds only files, folders and links`);
}

async function readTarget(root: string, path: string): Promise<string> {
  const target = await readlink(join(root, path), { encoding: 'buffer' });
  if (!isUtf8(target)) throw unfit(root, path, 'is a link whose target is no UTF-8');
  return target.toString('utf8');
}
