import { isUtf8 } from 'node:buffer';
import type { Dirent, Stats } from 'node:fs';
import { access, lstat, readdir, readlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import glob from 'fast-glob';
import { UserError } from '../core/errors.ts';
import { inBatches } from './tree-batches.ts';
import { leavesTree } from './tree-links.ts';

/** Made by machines, at any depth; no part of a skill. */
const LEFT_OUT: readonly string[] = ['.git', 'node_modules', '__pycache__', '.venv', '.DS_Store', '.cache'];

/** What stands in a tree, before anything is read of it: `path` relative to the root with `/`, `mode` the permission bits. */
export type ListedEntry =
  | { readonly path: string; readonly type: 'file'; readonly mode: number }
  | { readonly path: string; readonly type: 'folder'; readonly mode: number }
  | { readonly path: string; readonly type: 'link'; readonly target: string };

export interface TreeListing {
  /** In the order of their paths' bytes, so that a folder stands before what it holds. */
  readonly entries: readonly ListedEntry[];
  /** Paths of machine-made folders, which are no part of a skill. */
  readonly leftOut: readonly string[];
}

export interface ListOptions {
  /** Entries that are passed over; must say so of everything below a folder as well. */
  readonly exclude?: (path: string) => boolean;
}

/**
 * Everything below `root`, links not followed. A UserError `invalid_skill` names what cannot be part of a skill: a
 * link that leads out of the root, a special file, a name that is no UTF-8.
 */
export async function listTree(root: string, options: ListOptions = {}): Promise<TreeListing> {
  const found = await findAll(root);
  const [leftOut, own] = [found.filter(isLeftOut), found.filter((item) => !isLeftOut(item))];
  const kept = own.filter(({ path }) => !options.exclude?.(path));
  await refuseUndecodable(root, kept);
  const entries = await inBatches(kept, (item) => readEntry(root, item));
  const links = new Map(entries.flatMap((entry) => (entry.type === 'link' ? [[entry.path, entry.target]] : [])));
  const escaping = [...links.keys()].find((path) => leavesTree(path, links));
  if (escaping === undefined) return { entries, leftOut: leftOut.map(({ path }) => path) };
  throw refusal(root, escaping, `is a link to ${JSON.stringify(links.get(escaping))}, which leads out of the folder`);
}

/** Compares two paths by their UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

interface Found {
  readonly path: string;
  readonly dirent: Pick<Dirent, 'isSymbolicLink'>;
}

/** Everything but what lies in a folder that is left out; of such folders the glob reads the first level only. */
async function findAll(root: string): Promise<readonly Found[]> {
  await access(`${root}/.`);
  const found = await glob('**', {
    cwd: root,
    dot: true,
    onlyFiles: false,
    followSymbolicLinks: false,
    objectMode: true,
    ignore: LEFT_OUT.map((name) => `**/${name}/*/**`),
  });
  const own = found.filter(({ path }) => !dirname(path).split('/').some(isMachineMade));
  return own.sort((a, b) => byBytes(a.path, b.path));
}

function isLeftOut({ path }: Found): boolean {
  return isMachineMade(basename(path));
}

function isMachineMade(name: string): boolean {
  return LEFT_OUT.includes(name);
}

/** A name that is no UTF-8 arrives with U+FFFD in it; only its bytes tell whether that stands there in truth. */
async function refuseUndecodable(root: string, found: readonly Found[]): Promise<void> {
  const suspects = found.filter(({ path }) => basename(path).includes('\uFFFD'));
  for (const folder of new Set(suspects.map(({ path }) => dirname(path)))) {
    const names = await readdir(join(root, folder), { encoding: 'buffer' });
    const bad = names.find((name) => !isUtf8(name));
    if (bad !== undefined) throw refusal(root, join(folder, bad.toString('latin1')), 'has a name that is no UTF-8');
  }
}

async function readEntry(root: string, { path, dirent }: Found): Promise<ListedEntry> {
  if (dirent.isSymbolicLink()) return { path, type: 'link', target: await readTarget(root, path) };
  const stats = await lstat(join(root, path));
  const mode = stats.mode & 0o777;
  if (stats.isFile()) return { path, type: 'file', mode };
  if (stats.isDirectory()) return { path, type: 'folder', mode };
  throw refusal(root, path, `is a ${kindOf(stats)}; a skill holds only files, folders and links`);
}

async function readTarget(root: string, path: string): Promise<string> {
  const target = await readlink(join(root, path), { encoding: 'buffer' });
  if (!isUtf8(target)) throw refusal(root, path, 'is a link whose target is no UTF-8');
  return target.toString('utf8');
}

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'named pipe';
  if (stats.isSocket()) return 'socket';
  return stats.isSymbolicLink() ? 'link that was just made' : 'device';
}

function refusal(root: string, path: string, why: string): UserError {
  return new UserError('invalid_skill', `${JSON.stringify(path)} in ${root} ${why}.`, {
    hint: 'Remove it, or replace it by an ordinary file, and run the command again.',
  });
}
