import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyTree, hashTree } from '../../src/platform/tree.ts';
import { diffTrees } from '../../src/platform/tree-diff.ts';
import { patchBetween } from '../../src/store/patch.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, type Planted, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);

type Tree = Readonly<Record<string, Planted>>;

async function patchOf(before: Tree, after: Tree): Promise<string> {
  await writeTree(at('before'), before);
  await writeTree(at('after'), after);
  const side = async (name: string) => ({ dir: at(name), entries: await hashTree(at(name)) });
  return patchBetween(await side('before'), await side('after'));
}

/** Paths at which the old tree, patched by git, differs from the new one. */
async function leftAfterGitApply(patch: string): Promise<readonly string[]> {
  await copyTree(at('before'), at('patched'));
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: at('patched'),
    input: patch,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: temp() },
  });
  return diffTrees(await hashTree(at('patched')), await hashTree(at('after'))).map(({ path }) => path);
}

describe('a patch', () => {
  it('says what changed as git does', async () => {
    expect(await patchOf({ 'SKILL.md': 'a\nb\nc\n', same: 'x' }, { 'SKILL.md': 'a\nB\nc\n', same: 'x' })).toBe(
      'diff --git a/SKILL.md b/SKILL.md\n--- a/SKILL.md\n+++ b/SKILL.md\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n',
    );
  });

  it('between equal trees is empty', async () => {
    expect(await patchOf({ a: 'x', b: null }, { a: 'x', b: null })).toBe('');
  });

  const long = (word: string) => Array.from({ length: 6000 }, (_, line) => `${word} ${line}\n`).join('');

  it.each<[string, Tree, Tree]>([
    ['changed, added and deleted files', { a: '1\n2\n', gone: 'x\n' }, { a: '1\n3\n', 'new/b': 'y\n' }],
    ['a missing last newline, on either side', { a: 'x', b: 'x\n', c: 'x' }, { a: 'x\n', b: 'x', c: 'y' }],
    ['CRLF and lone carriage returns', { a: 'x\r\ny\r\nz\rz\n' }, { a: 'x\r\nY\r\nz\rZ\n' }],
    ['a byte order mark', { a: '\uFEFFx\n' }, { a: 'x\n' }],
    ['lines that look like a patch', { a: '--- a\n+++ b\n@@ -1 +1 @@\n' }, { a: '--- b\n+++ b\ndiff --git a/x b/x\n' }],
    ['empty files', { a: '', b: 'x' }, { b: '', c: '' }],
    ['the right to execute, alone and with a change', { a: 'x\n', b: { run: 'x\n' } }, { a: { run: 'x\n' }, b: 'y\n' }],
    ['links', { a: { link: 'x' }, b: { link: 'x' } }, { a: { link: 'y' }, c: { link: 'z' } }],
    [
      'a file that becomes a link, and a link that becomes a file',
      { a: 'x\n', b: { link: 'a' } },
      { a: { link: 'b' }, b: 'x\n' },
    ],
    [
      'a file that becomes a folder, and a folder that becomes a file',
      { a: 'x\n', 'b/c': 'y\n' },
      { 'a/d': 'x\n', b: 'y\n' },
    ],
    ['texts that have nothing in common', { a: long('old') }, { a: long('new') }],
    [
      'odd names',
      Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, 'old\n'])),
      Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, 'new\n'])),
    ],
    [
      'odd names that appear and vanish',
      Object.fromEntries(ODD_NAMES.map((name) => [`old/${name}`, 'x\n'])),
      Object.fromEntries(ODD_NAMES.map((name) => [`new/${name}`, 'x\n'])),
    ],
  ])('is applied by git: %s', async (_, before, after) => {
    expect(await leftAfterGitApply(await patchOf(before, after))).toEqual([]);
  });

  it('names binary files with their hashes, which git passes over', async () => {
    const patch = await patchOf(
      { a: 'x\n', 'logo.png': Uint8Array.of(0, 1), 'latin1.txt': Uint8Array.of(0xe9) },
      { a: 'y\n', 'logo.png': Uint8Array.of(0, 2), z: 'z\n' },
    );
    expect(patch).toMatch(/^Binary file latin1.txt: sha256 [0-9a-f]{64} -> none$/m);
    expect(patch).toMatch(/^Binary file logo.png: sha256 [0-9a-f]{64} -> [0-9a-f]{64}$/m);
    expect(await leftAfterGitApply(patch)).toEqual(['latin1.txt', 'logo.png']);
  });
});
