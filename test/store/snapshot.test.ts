import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { checkSnapshot, freezeSnapshot, readManifest, replaceTree } from '../../src/store/snapshot.ts';
import { treeHash } from '../../src/store/tree-hash.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);

const SKILL = {
  'SKILL.md': 'v0',
  'scripts/run': { run: '#!/bin/sh' },
  'scripts/now': { link: 'run' },
  'evals/evals.json': '{}',
  'assets/empty': null,
  ...Object.fromEntries(ODD_NAMES.map((name) => [name, name])),
};

const freeze = (from = at('skill')) =>
  freezeSnapshot({ from, to: at('W/v3'), manifestPath: at('W/manifests/v3.json'), version: 'v3' });
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

describe('a snapshot', () => {
  it('holds exactly the skill, its files without write bits', async () => {
    await writeTree(at('skill'), SKILL);
    const before = await hashTree(at('skill'));
    const manifest = await freeze();
    expect(manifest).toEqual(await readManifest(at('W/manifests/v3.json')));
    expect(manifest).toMatchObject({
      version: 'v3',
      tree_hash: treeHash(before, { withEvals: false }),
      entries: before,
    });
    expect(treeHash(await hashTree(at('W/v3')), { withEvals: true })).toBe(treeHash(before, { withEvals: true }));
    expect(await modeOf(at('W/v3/SKILL.md'))).toBe(0o444);
    expect(await modeOf(at('W/v3/scripts/run'))).toBe(0o555);
    expect((await modeOf(at('W/v3/scripts'))) & 0o700).toBe(0o700);
    expect(await readdir(at('W'))).toEqual(['manifests', 'v3']);
  });

  it('can be deleted although the skill was read-only', async () => {
    await writeTree(at('skill'), { 'a/b': 'x' });
    await chmod(at('skill/a/b'), 0o444);
    await chmod(at('skill/a'), 0o555);
    await freeze();
    expect(await modeOf(at('W/v3/a'))).toBe(0o755);
    await chmod(at('skill/a'), 0o755);
  });

  it('is not made twice, and what stands is left untouched', async () => {
    await writeTree(at('skill'), SKILL);
    const first = await freeze();
    const { mtimeMs, ino } = await stat(at('W/v3/SKILL.md'));
    expect(await freeze(await writeTree(at('other'), { 'SKILL.md': 'x' }))).toEqual(first);
    expect(await stat(at('W/v3/SKILL.md'))).toMatchObject({ mtimeMs, ino });
  });

  it('that was altered is an error that names the file', async () => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await rm(at('W/v3/two words'));
    await expect(freeze()).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringMatching(/"two words" in .*v3 is missing/),
    });
  });

  it('without a manifest is an error', async () => {
    await writeTree(at('skill'), SKILL);
    await writeTree(at('W/v3'), SKILL);
    await expect(freeze()).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining('v3.json'),
    });
  });

  it.each([
    [
      'while it was copied',
      async () => void (await writeTree(at('W/.v3.skillratchet-partial'), { 'SKILL.md': 'half', x: 'y' })),
    ],
    [
      'before it was renamed',
      async () => {
        await freeze();
        await rename(at('W/v3'), at('W/.v3.skillratchet-partial'));
      },
    ],
  ])('is made whole after a kill %s', async (_, kill) => {
    await writeTree(at('skill'), SKILL);
    await kill();
    const manifest = await freeze();
    expect(manifest.entries).toEqual(await hashTree(at('skill')));
    expect(await readdir(at('W'))).toEqual(['manifests', 'v3']);
  });

  it('of a tree that is no skill leaves nothing behind that looks like one', async () => {
    await writeTree(at('skill'), { a: { link: '/etc' } });
    await expect(freeze()).rejects.toMatchObject({ code: 'invalid_skill' });
    await expect(lstat(at('W/v3'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a snapshot checked by size and time', () => {
  const check = async (writtenMs?: number) => {
    const manifest = await readManifest(at('W/manifests/v3.json'));
    const dated = writtenMs === undefined ? manifest : { ...manifest, writtenMs };
    return checkSnapshot(at('W/v3'), dated, 'by size and time');
  };
  const forge = async (text: string) => {
    const { atime, mtime } = await stat(at('W/v3/SKILL.md'));
    await chmod(at('W/v3/SKILL.md'), 0o644);
    await writeFile(at('W/v3/SKILL.md'), text);
    await utimes(at('W/v3/SKILL.md'), atime, mtime);
  };
  const changed = expect.objectContaining({ message: expect.stringMatching(/"SKILL.md" in .* was changed/) });

  it('is found whole, and its files are not read', async () => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await check();
    await forge('v1');
    await check(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['of another size', 'longer', Number.POSITIVE_INFINITY],
    ['of the same size and with its old time set again', 'v1', undefined],
  ])('is found altered by a file %s', async (_, text, writtenMs) => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await forge(text);
    await expect(check(writtenMs)).rejects.toEqual(changed);
  });

  it('has a file as young as the manifest read', async () => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await forge('v1');
    const { ctimeMs } = await stat(at('W/v3/SKILL.md'));
    await expect(check(ctimeMs)).rejects.toEqual(changed);
    await check(ctimeMs + 1);
  });
});

describe('a manifest', () => {
  it.each([
    ['missing', null],
    ['no JSON', '{'],
    ['of another form', '{"schema_version": 1}'],
  ])('that is %s is a sentence', async (_, text) => {
    await mkdir(at('W'));
    if (text !== null) await writeFile(at('W/v1.json'), text);
    await expect(readManifest(at('W/v1.json'))).rejects.toMatchObject({ code: 'invalid_workspace' });
  });
});

describe('the candidate put back', () => {
  const put = async () =>
    replaceTree({ from: at('W/v3'), to: at('W/candidate'), manifest: await readManifest(at('W/manifests/v3.json')) });

  it('equals the skill in everything, modes included', async () => {
    await writeTree(at('skill'), SKILL);
    await chmod(at('skill/SKILL.md'), 0o640);
    await chmod(at('skill/assets'), 0o750);
    await freeze();
    await writeTree(at('W/candidate'), { 'SKILL.md': 'edited', extra: 'x' });
    await put();
    expect(await hashTree(at('W/candidate'))).toEqual(await hashTree(at('skill')));
    expect(await readdir(at('W'))).toEqual(['candidate', 'manifests', 'v3']);
  });

  it.each([
    ['while it was copied', async () => void (await writeTree(at('W/.candidate.skillratchet-partial'), { half: 'x' }))],
    ['when the old one was moved aside', async () => rename(at('W/candidate'), at('W/.candidate.skillratchet-old'))],
    [
      'before the old one was removed',
      async () => {
        await put();
        await writeTree(at('W/.candidate.skillratchet-old'), { old: 'x' });
      },
    ],
  ])('is whole after a kill %s', async (_, kill) => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await writeTree(at('W/candidate'), { 'SKILL.md': 'edited' });
    await kill();
    await put();
    expect(await hashTree(at('W/candidate'))).toEqual(await hashTree(at('skill')));
    expect(await readdir(at('W'))).toEqual(['candidate', 'manifests', 'v3']);
  });

  describe('where most of it stands already', () => {
    const inode = async (path: string) => (await stat(at('W/candidate', path))).ino;
    const later = async () => {
      const manifest = await readManifest(at('W/manifests/v3.json'));
      await replaceTree({
        from: at('W/v3'),
        to: at('W/candidate'),
        manifest: { ...manifest, writtenMs: Number.POSITIVE_INFINITY },
      });
    };
    const edited = async () => {
      await writeTree(at('skill'), { ...SKILL, same: 'x', mode: 'x' });
      await freeze();
      await put();
      await writeTree(at('W/candidate'), { 'SKILL.md': 'edited', extra: 'x' });
      await chmod(at('W/candidate/mode'), 0o600);
    };

    it('has only what differs written, and equals the skill in everything', async () => {
      await edited();
      const [same, mode] = [await inode('same'), await inode('mode')];
      await later();
      expect(await hashTree(at('W/candidate'))).toEqual(await hashTree(at('skill')));
      expect(await inode('same')).toBe(same);
      expect(await inode('mode')).not.toBe(mode);
      expect((await stat(at('W/candidate/same'))).nlink).toBe(1);
      expect(await readdir(at('W'))).toEqual(['candidate', 'manifests', 'v3']);
    });

    it('is whole after a kill that left files with two names', async () => {
      await edited();
      await mkdir(at('W/.candidate.skillratchet-partial'));
      await link(at('W/candidate/same'), at('W/.candidate.skillratchet-partial/same'));
      await later();
      expect(await hashTree(at('W/candidate'))).toEqual(await hashTree(at('skill')));
      expect(await readdir(at('W'))).toEqual(['candidate', 'manifests', 'v3']);
    });

    it('is not replaced when a file was altered in the version only', async () => {
      await edited();
      await writeTree(at('W/candidate'), { 'SKILL.md': 'v0' });
      await chmod(at('W/v3/SKILL.md'), 0o644);
      await writeFile(at('W/v3/SKILL.md'), 'vX');
      await expect(put()).rejects.toMatchObject({ message: expect.stringMatching(/"SKILL.md" in .* was changed/) });
      expect(await readFile(at('W/candidate/SKILL.md'), 'utf8')).toBe('v0');
    });
  });

  it.each([
    ['a link that leaves the workspace', async () => symlink('/etc', at('W/candidate'))],
    ['a file', async () => writeFile(at('W/candidate'), 'x')],
    ['no skill', async () => void (await writeTree(at('W/candidate'), { out: { link: '/etc' } }))],
  ])('stands in the place of %s', async (_, plant) => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await plant();
    await put();
    expect(await hashTree(at('W/candidate'))).toEqual(await hashTree(at('skill')));
    expect(await readdir(at('W'))).toEqual(['candidate', 'manifests', 'v3']);
  });

  it('is not replaced by a version that was altered or is missing', async () => {
    await writeTree(at('skill'), SKILL);
    await freeze();
    await writeTree(at('W/candidate'), { 'SKILL.md': 'mine' });
    await chmod(at('W/v3/SKILL.md'), 0o644);
    await writeFile(at('W/v3/SKILL.md'), 'forged');
    await expect(put()).rejects.toMatchObject({ message: expect.stringMatching(/"SKILL.md" in .* was changed/) });
    await writeFile(at('W/v3/SKILL.md'), 'v0');
    await writeFile(at('W/v3/added'), '');
    await expect(put()).rejects.toMatchObject({
      message: expect.stringMatching(/"added" in .* is not in the manifest/),
    });
    await rm(at('W/v3'), { recursive: true });
    await expect(put()).rejects.toMatchObject({ message: expect.stringMatching(/v3 does not exist/) });
    expect(await readFile(at('W/candidate/SKILL.md'), 'utf8')).toBe('mine');
    expect(await readdir(at('W'))).toEqual(['candidate', 'manifests']);
  });
});
