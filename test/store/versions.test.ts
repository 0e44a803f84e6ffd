import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashTree } from '../../src/platform/tree.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { versionsIn } from '../../src/store/run-state.ts';
import { freezeSnapshot } from '../../src/store/snapshot.ts';
import { openVersions } from '../../src/store/versions.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const workspace = () => workspaceAt(at('W'));

async function keep(version: string, text: string): Promise<void> {
  const from = await writeTree(at(`kept-${version}`), { 'SKILL.md': text, 'evals/evals.json': '{}' });
  await freezeSnapshot({
    from,
    to: workspace().version(version),
    manifestPath: workspace().manifest(version),
    version,
  });
}

describe('the versions of a workspace', () => {
  beforeEach(async () => {
    for (const [version, text] of [
      ['v10', 'ten'],
      ['v0', 'nought'],
      ['v2', 'two'],
    ] as const)
      await keep(version, text);
    await writeTree(workspace().root, {
      'run.json': '{}',
      best: 'v2\n',
      'manifests/notes.json': '{}',
      'manifests/v3.txt': '',
      'v7/SKILL.md': '',
    });
  });

  it('are those with a manifest, in the order of their numbers', async () => {
    expect(await versionsIn(workspace())).toEqual(['v0', 'v2', 'v10']);
  });

  it('are found by name, and the best one by that word', async () => {
    const versions = await openVersions(workspace());
    expect(versions.named('v10')).toMatchObject({ name: 'v10', manifest: { version: 'v10' } });
    expect(versions.named('best').name).toBe('v2');
  });

  it.each([
    ['v1', 'There is no version "v1". Only kept iterations have a version.'],
    ['last', 'There is no version "last".'],
    ['../v0', 'There is no version "../v0".'],
  ])('do not include %s, which is said with what there is', async (name, message) => {
    const versions = await openVersions(workspace());
    expect(() => versions.named(name)).toThrow(
      expect.objectContaining({ code: 'usage', message, hint: 'There are v0, v2, v10 and best.' }),
    );
  });

  it('know a tree by everything in it, and a skill without its evals', async () => {
    const versions = await openVersions(workspace());
    const same = await hashTree(at('kept-v2'));
    expect([versions.holdsTree(same), versions.holdsSkill(same)]).toEqual([true, true]);
    await writeTree(at('kept-v2'), { 'evals/more.json': '' });
    const more = await hashTree(at('kept-v2'));
    expect([versions.holdsTree(more), versions.holdsSkill(more)]).toEqual([false, true]);
    await writeTree(at('kept-v2'), { 'SKILL.md': 'two and a half' });
    expect(versions.holdsSkill(await hashTree(at('kept-v2')))).toBe(false);
  });

  it('are refused when a manifest is none', async () => {
    await writeTree(workspace().root, { 'manifests/v4.json': '[]' });
    await expect(openVersions(workspace())).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: expect.stringContaining('v4.json /'),
    });
  });
});

describe('the versions of a workspace that another tool wrote', () => {
  it('are its folders, hashed as they are now, and the best one is that of the last kept row', async () => {
    const row = (cells: string) => cells.replaceAll(' ', '\t').replace('@', '2025-01-15T10:30:00+00:00');
    const rows = ['0 @ 0.5 0.5 baseline x', '2 @ 0.7 0.7 kept x', '3 @ 0.6 0.7 reverted x'].map(row);
    await writeTree(workspace().root, {
      'results.tsv': `iteration\ttimestamp\tscore\tbest_score\taction\tchangelog\n${rows.join('\n')}\n`,
      'v0/SKILL.md': 'nought',
      'v2/SKILL.md': 'two',
    });
    const versions = await openVersions(workspace());
    expect(versions.named('best')).toMatchObject({ name: 'v2', verified: false, manifest: { version: 'v2' } });
    expect(versions.holdsTree(await hashTree(workspace().version('v0')))).toBe(true);
    expect(() => versions.named('v3')).toThrow('There is no version "v3".');
  });
});

describe('a workspace without versions', () => {
  it('says so', async () => {
    const versions = await openVersions(workspaceAt(at('new')));
    expect(() => versions.named('best')).toThrow(
      expect.objectContaining({ hint: 'The workspace holds no version yet.' }),
    );
    expect(versions.holdsTree([])).toBe(false);
  });
});
