import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { restoreVersion } from '../../src/store/restore.ts';
import { freezeSnapshot, readManifest } from '../../src/store/snapshot.ts';
import { treeHash } from '../../src/store/tree-hash.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);

async function makeVersion(): Promise<void> {
  await writeTree(at('skill'), {
    'SKILL.md': 'v0',
    'scripts/run': { run: 'x' },
    'evals/evals.json': '{}',
    empty: null,
    now: { link: 'SKILL.md' },
  });
  await chmod(at('skill/SKILL.md'), 0o640);
  await chmod(at('skill/empty'), 0o555);
  await freezeSnapshot({ from: at('skill'), to: at('W/v0'), manifestPath: at('W/manifests/v0.json'), version: 'v0' });
}

async function restore(target: string): Promise<string> {
  const manifest = await readManifest(at('W/manifests/v0.json'));
  const known = treeHash(manifest.entries, { withEvals: true });
  return restoreVersion({
    snapshot: at('W/v0'),
    manifest,
    target,
    workspace: at('W'),
    isKnownTree: (entries) => treeHash(entries, { withEvals: true }) === known,
  });
}

const refused = (message: RegExp) =>
  expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) });

describe('a version is restored', () => {
  it.each([
    ['to a new folder', async () => at('old')],
    ['to a new folder in new folders', async () => at('a/b/old')],
    ['to an empty folder', async () => writeTree(at('empty'), {})],
    ['over a folder that equals a version', async () => at('skill')],
    [
      'below a link to a folder, to where it leads',
      async () => {
        await mkdir(at('real'));
        await symlink('real', at('way'));
        return at('way/old');
      },
    ],
  ])('%s, with its modes', async (_, prepare) => {
    await makeVersion();
    const target = await prepare();
    const place = await restore(target);
    expect(place).toBe(target.replace('/way/', '/real/'));
    expect(await hashTree(place)).toEqual((await readManifest(at('W/manifests/v0.json'))).entries);
  });

  it('over another version, of which only what differs is written', async () => {
    await makeVersion();
    await restore(at('old'));
    await writeTree(at('old'), { 'evals/evals.json': '[]', added: 'x' });
    await rm(at('old/now'));
    const inodes = async () =>
      Promise.all(['SKILL.md', 'scripts/run'].map(async (path) => (await stat(at('old', path))).ino));
    const before = await inodes();
    const manifest = { ...(await readManifest(at('W/manifests/v0.json'))), writtenMs: Number.POSITIVE_INFINITY };
    const places = { snapshot: at('W/v0'), target: at('old'), workspace: at('W') };
    await restoreVersion({ ...places, manifest, isKnownTree: () => true });
    expect(await hashTree(at('old'))).toEqual(manifest.entries);
    expect(await inodes()).toEqual(before);
  });

  it('again after a kill in the middle', async () => {
    await makeVersion();
    await writeTree(at('.old.skillratchet-partial'), { half: 'x' });
    await restore(at('old'));
    expect((await readdir(temp())).sort()).toEqual(['W', 'old', 'skill']);
  });
});

describe('nothing is written and nothing deleted when', () => {
  it('the target holds something else', async () => {
    await makeVersion();
    await writeTree(at('old'), { 'SKILL.md': 'mine' });
    await expect(restore(at('old'))).rejects.toEqual(refused(/equal no version/));
    expect(await readFile(at('old/SKILL.md'), 'utf8')).toBe('mine');
  });

  it('the target equals a version but holds a repository', async () => {
    await makeVersion();
    await writeTree(at('skill/.git'), { HEAD: 'x' });
    await expect(restore(at('skill'))).rejects.toEqual(refused(/holds \.git/));
    expect(await readdir(at('skill/.git'))).toEqual(['HEAD']);
  });

  it.each([
    ['is a link to an empty folder', 'link', /is a link/],
    ['is a link, named with a slash', 'link/', /is a link/],
    ['is a link that leads nowhere', 'dangling', /is a link/],
    ['lies below a link that leads nowhere', 'dangling/a/b', /leads nowhere/],
    ['is a file', 'file', /is no folder/],
    ['lies in the workspace', 'W/old', /lies in the workspace/],
    ['is the workspace', 'W', /lies in the workspace/],
    ['lies in the workspace by way of a link', 'way/old', /lies in the workspace/],
    ['lies in the workspace by way of dots', 'skill/../W/x/y', /lies in the workspace/],
    ['contains the workspace', '.', /contains the workspace/],
  ])('the target %s', async (_, target, message) => {
    await makeVersion();
    await mkdir(at('empty'));
    await symlink('empty', at('link'));
    await symlink('nowhere', at('dangling'));
    await symlink('W', at('way'));
    await writeFile(at('file'), 'mine');
    const before = await readdir(temp(), { recursive: true });
    await expect(restore(`${temp()}/${target}`)).rejects.toEqual(refused(message));
    expect(await readdir(temp(), { recursive: true })).toEqual(before);
  });

  it('the version was altered, which names the file', async () => {
    await makeVersion();
    await chmod(at('W/v0/scripts/run'), 0o444);
    await mkdir(at('old'));
    await expect(restore(at('old'))).rejects.toEqual(refused(/"scripts\/run" in .*v0 was changed/));
    expect(await readdir(at('old'))).toEqual([]);
  });
});
