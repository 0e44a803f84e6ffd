import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/core/errors.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { sealIteration } from '../../src/store/seal.ts';
import { freezeSnapshot } from '../../src/store/snapshot.ts';
import { openFindings } from '../../src/store/verify-findings.ts';
import { verifyRoot } from '../../src/store/verify-root.ts';
import { verifySeals } from '../../src/store/verify-seals.ts';
import { entryDifferences, verifyTree } from '../../src/store/verify-tree.ts';
import { verifyVersions } from '../../src/store/verify-versions.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: readonly string[]) => join(temp(), ...parts);
const workspace = () => workspaceAt(temp());

async function freeze(version: string, entries: Parameters<typeof writeTree>[1]): Promise<void> {
  await writeTree(at('skill'), entries);
  await freezeSnapshot({ from: at('skill'), to: at(version), manifestPath: workspace().manifest(version), version });
  await rm(at('skill'), { recursive: true });
}

async function versionDifferences(required: readonly string[], allowed: readonly string[] = []) {
  const findings = openFindings(temp());
  const count = await verifyVersions(workspace(), { required, allowed }, findings);
  return { count, differences: findings.differences() };
}

describe('versions', () => {
  const odd = Object.fromEntries(ODD_NAMES.map((name) => [`odd/${name}`, name]));

  it('are what their manifests say, whatever the names', async () => {
    await freeze('v0', { 'SKILL.md': 'x', ...odd, empty: null, link: { link: 'SKILL.md' } });
    expect(await versionDifferences(['v0'])).toEqual({ count: 1, differences: [] });
  });

  it('are named with every entry that differs', async () => {
    await freeze('v0', { 'SKILL.md': 'x', run: { run: 'x' }, ...odd, link: { link: 'SKILL.md' } });
    for (const name of ODD_NAMES) await rm(at('v0/odd', name));
    await chmod(at('v0/run'), 0o444);
    const { differences } = await versionDifferences(['v0']);
    const missing = ODD_NAMES.map((name) => ({ kind: 'missing', path: `v0/odd/${name}` }));
    expect(differences).toHaveLength(ODD_NAMES.length + 1);
    expect(differences).toEqual(expect.arrayContaining([...missing, { kind: 'changed', path: 'v0/run' }]));
  });

  it('belong to kept iterations, or to one that is not closed', async () => {
    await freeze('v0', { 'SKILL.md': 'x' });
    await freeze('v4', { 'SKILL.md': 'y' });
    expect((await versionDifferences(['v0'], ['v4'])).differences).toEqual([]);
    expect((await versionDifferences(['v0'])).differences).toEqual([{ kind: 'extra', path: 'v4' }]);
    expect((await versionDifferences(['v0', 'v2'], ['v4'])).differences).toEqual([
      { kind: 'missing', path: 'manifests/v2.json' },
    ]);
  });

  it('with a manifest that is none are not verified, but named', async () => {
    await freeze('v0', { 'SKILL.md': 'x' });
    await writeFile(workspace().manifest('v0'), '{"entries": [');
    expect((await versionDifferences(['v0'])).differences).toEqual([
      { kind: 'invalid', path: 'manifests/v0.json', message: 'is no JSON.' },
    ]);
  });
});

describe('a tree', () => {
  it('differs in contents, kinds, links and the right to execute, and not in other modes', async () => {
    await writeTree(at('a'), { file: 'x', run: { run: 'x' }, link: { link: 'file' }, folder: null });
    const entries = await hashTree(at('a'));
    await chmod(at('a/file'), 0o600);
    expect(await verifyTree(temp(), 'a', entries)).toEqual([]);
    await rm(at('a/folder'), { recursive: true });
    await symlink('file', at('a/folder'));
    expect(await verifyTree(temp(), 'a', entries)).toEqual([{ kind: 'changed', path: 'a/folder' }]);
    expect(entryDifferences('b', entries, [])).toHaveLength(4);
    expect(await verifyTree(temp(), 'gone', entries)).toEqual([{ kind: 'missing', path: 'gone' }]);
  });
});

describe('seals', () => {
  async function sealed(count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      await writeTree(at(`iteration-${number}`), { 'decision.json': String(number), 'eval-1/outputs/a': 'x' });
      await sealIteration(workspace(), number);
    }
  }
  const check = async () => {
    const findings = openFindings(temp());
    return { ...(await verifySeals(workspace(), findings)), differences: findings.differences() };
  };

  it('say which iterations are closed, and which one is open', async () => {
    expect(await check()).toEqual({ sealed: [], open: [], differences: [] });
    await sealed(2);
    expect(await check()).toEqual({ sealed: [0, 1], open: [], differences: [] });
    await mkdir(at('iteration-2'));
    expect(await check()).toEqual({ sealed: [0, 1], open: [2], differences: [] });
  });

  it('stand in the order of their numbers, beyond nine as well', async () => {
    await sealed(12);
    expect((await check()).sealed).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('miss an iteration that is gone, at the beginning too', async () => {
    await sealed(3);
    await rm(at('iteration-0'), { recursive: true });
    expect((await check()).differences).toEqual([
      { kind: 'missing', path: 'iteration-0' },
      { kind: 'missing', path: 'iteration-0/MANIFEST.sha256' },
    ]);
  });

  it('miss an iteration that was opened again before closed ones', async () => {
    await sealed(3);
    await rm(at('iteration-1/MANIFEST.sha256'));
    expect((await check()).differences).toEqual([{ kind: 'missing', path: 'iteration-1/MANIFEST.sha256' }]);
  });

  it('tell a folder and a link from the file that was there', async () => {
    await sealed(1);
    await rm(at('iteration-0/decision.json'));
    await mkdir(at('iteration-0/decision.json'));
    await rm(at('iteration-0/eval-1/outputs/a'));
    await symlink('../../decision.json', at('iteration-0/eval-1/outputs/a'));
    expect((await check()).differences).toEqual([
      { kind: 'changed', path: 'iteration-0/decision.json' },
      { kind: 'changed', path: 'iteration-0/eval-1/outputs/a' },
    ]);
  });

  it('that cannot be checked are named', async () => {
    await sealed(1);
    await rm(at('iteration-0/MANIFEST.sha256'));
    await mkdir(at('iteration-0/MANIFEST.sha256'));
    expect((await check()).differences).toEqual([
      { kind: 'invalid', path: 'iteration-0', message: expect.stringContaining('EISDIR') },
    ]);
  });
});

describe('the root of a workspace', () => {
  it('holds what the file formats name, and hidden files of others', async () => {
    for (const name of ['v0', 'iteration-0', 'candidate', 'backups', 'results.tsv', 'estimates.tsv', 'report.md']) {
      await writeTree(temp(), { [`${name}/x`]: '' });
    }
    await writeTree(temp(), { '.DS_Store': '' });
    expect(await verifyRoot(workspace(), false)).toEqual({ differences: [], leftovers: [] });
  });

  it('has everything else named', async () => {
    await writeTree(temp(), { 'v01/x': '', 'iteration-007/x': '', 'iteration-x': '', notes: '' });
    const { differences } = await verifyRoot(workspace(), false);
    expect(differences.map(({ path }) => path).sort()).toEqual(['iteration-007', 'iteration-x', 'notes', 'v01']);
  });

  it('has what a kill left named only while nobody works there', async () => {
    const inFolders = ['iteration-0/report.md.123.4', 'manifests/v1.json.123.5'];
    const left = ['.candidate.skillratchet-old', ...inFolders, 'lock', 'lock.host.12.x', 'state.json.123456'].sort();
    await writeTree(temp(), { 'iteration-0/decision.json.123.4': '' });
    for (const name of left) await writeTree(temp(), { [name]: '' });
    expect((await verifyRoot(workspace(), false)).leftovers).toEqual(left);
    expect(await verifyRoot(workspace(), true)).toEqual({ differences: [], leftovers: [] });
  });
});

describe('findings', () => {
  it('are kept once, in the order in which they were made', () => {
    const findings = openFindings('/w');
    findings.add([{ kind: 'missing', path: 'b' }]);
    findings.add([
      { kind: 'missing', path: 'a' },
      { kind: 'missing', path: 'b' },
    ]);
    expect(findings.differences().map(({ path }) => path)).toEqual(['b', 'a']);
  });

  it('name what cannot be read, with place and reason, and go on', async () => {
    const findings = openFindings(temp());
    await writeTree(temp(), { 'a.json': '{"n": "one"}', 'b.json/c': '' });
    const schema = z.object({ n: z.number() });
    expect(await findings.read(at('a.json'), schema)).toBeNull();
    expect(await findings.read(at('b.json'), schema)).toBeNull();
    expect(await findings.read(at('none.json'), schema)).toBeNull();
    expect(findings.differences()).toEqual([
      { kind: 'invalid', path: 'a.json', message: expect.stringMatching(/^\/n: /) },
      { kind: 'invalid', path: 'b.json', message: 'cannot be read (EISDIR).' },
    ]);
  });

  it('take what a person can mend, and nothing that is a bug', async () => {
    const findings = openFindings('/w');
    const fail = (error: Error) => findings.attempt('/w/x', () => Promise.reject(error));
    expect(await fail(new UserError('invalid_skill', '/w/x is odd.'))).toBeNull();
    expect(findings.differences()).toEqual([{ kind: 'invalid', path: 'x', message: 'is odd.' }]);
    await expect(fail(new TypeError('bug'))).rejects.toThrow('bug');
    await expect(fail(Object.assign(new Error('full'), { code: 'EACCES' }))).rejects.toThrow('full');
  });
});
