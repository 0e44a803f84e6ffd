import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { type Cut, cutText, type JsonMutation, jsonMutation, mutatedJson } from './mutations.ts';
import { pathsBelow } from './workspace-files.ts';

/** What may become of a record of a workspace. */
export type Damage =
  | { readonly kind: 'gone' | 'folder' | 'link' | 'pipe' | 'newer' }
  | { readonly kind: 'cut'; readonly cut: Cut }
  | { readonly kind: 'json'; readonly mutation: JsonMutation };

const WORDS = [
  ...[true, false, 0, -1, 0.5, 1e308, null, '', 'kept', 'v9', [], {}],
  ...['row', 'score', 'schema_version', '../..', '</script><script>window.pwned = 1</script>'],
];
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.constantFrom<Damage>(...(['gone', 'folder', 'link', 'pipe', 'newer'] as const).map((kind) => ({ kind }))),
  fc.record({
    kind: fc.constant('cut' as const),
    cut: fc.record({ at: fc.nat(2000), length: fc.nat(2000), text: fc.constantFrom('', '{', '\0', '\uFEFF') }),
  }),
  fc.record({ kind: fc.constant('json' as const), mutation: jsonMutation(WORDS, 3) }),
);

/** What becomes of some records, each by a number that stands for one. */
export const damages = fc.array(fc.record({ file: fc.nat(200), damage }), { minLength: 1, maxLength: 5 });

/** The records of a workspace with their texts, by path. */
export async function recordsIn(root: string, read: (path: string) => Promise<string>) {
  const texts = new Map<string, string>();
  for (const path of await pathsBelow(root)) {
    if (/\.(json|jsonl|tsv)$|^best$/.test(path) && !path.includes('candidate/')) texts.set(path, await read(path));
  }
  return texts;
}

/** What becomes of which record, by path. */
export function damageBy(
  texts: ReadonlyMap<string, string>,
  all: readonly { readonly file: number; readonly damage: Damage }[],
): ReadonlyMap<string, Damage> {
  const paths = [...texts.keys()];
  return new Map(all.map((one) => [paths[one.file % paths.length] ?? '', one.damage]));
}

/** Does it to the records of a workspace. */
export async function doDamage(root: string, texts: ReadonlyMap<string, string>, done: ReadonlyMap<string, Damage>) {
  for (const [path, how] of done) await damageOne(join(root, path), texts.get(path) ?? '', how);
}

async function damageOne(at: string, text: string, how: Damage): Promise<void> {
  await rm(at, { force: true, recursive: true });
  if (how.kind === 'folder') await mkdir(at);
  else if (how.kind === 'link') await symlink('/etc/passwd', at);
  else if (how.kind === 'pipe') execFileSync('mkfifo', [at]);
  else if (how.kind === 'newer') await writeFile(at, text.replace(/"schema_version": ?1/, '"schema_version":7'));
  else if (how.kind === 'cut') await writeFile(at, cutText(text, how.cut));
  else if (how.kind === 'json') await writeFile(at, at.endsWith('.json') ? mutatedJson(text, how.mutation) : 'null');
}

/** Puts the damaged records back. */
export async function undoDamage(root: string, texts: ReadonlyMap<string, string>, done: ReadonlyMap<string, Damage>) {
  for (const path of done.keys()) {
    await rm(join(root, path), { force: true, recursive: true });
    await writeFile(join(root, path), texts.get(path) ?? '');
  }
}
