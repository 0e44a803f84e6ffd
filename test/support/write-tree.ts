import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file by its content, an executable file, a link by its target, or null for a folder. */
export type Planted = string | Uint8Array | { readonly run: string } | { readonly link: string } | null;

/** Writes a tree of the given entries below `root`, and returns `root`. */
export async function writeTree(root: string, entries: Readonly<Record<string, Planted>>): Promise<string> {
  await mkdir(root, { recursive: true });
  for (const [path, planted] of Object.entries(entries)) await plant(join(root, path), planted);
  return root;
}

async function plant(path: string, planted: Planted): Promise<void> {
  await mkdir(planted === null ? path : dirname(path), { recursive: true });
  if (planted === null) return;
  if (typeof planted === 'string' || planted instanceof Uint8Array) await writeFile(path, planted);
  else if ('link' in planted) await symlink(planted.link, path);
  else {
    await writeFile(path, planted.run);
    await chmod(path, 0o755);
  }
}

/** Names that break programs which are careless with them; each is one file below a skill. */
export const ODD_NAMES: readonly string[] = [
  'two words',
  '"quoted"',
  "it's",
  'two\nlines',
  'caf\u00e9',
  'cafe\u0301',
  '😀',
  '-rf',
  '.hidden',
  '*',
  '[a]',
  'back\\slash',
  '{x,y}',
  '!not',
  'tab\there',
  'true \uFFFD',
];
