import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../../src/platform/exists.ts';
import { prepare } from '../../../src/records/prepared/prepare.ts';
import { workspaceAt } from '../../../src/store/layout.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { CHECKED, JUDGED, skillFollowing } from '../../support/campaign.ts';
import { writeTree } from '../../support/write-tree.ts';

const temp = useTempFolder();
const SECRET = { ...JUDGED, id: 's', split: 'test', prompt: 'What nobody may learn from.' };

/** A file of the skill, and a text of its own. */
const INPUTS = ['files/in.csv', { path: 'note.txt', content: 'Mind the header.' }];

/** Prepares a skill that was never run. */
async function prepared(evals: readonly object[], more: Readonly<Record<string, string>> = {}) {
  const skill = await writeTree(join(temp(), 'plan'), {
    'SKILL.md': skillFollowing('1 1 1 1', '4'),
    'evals/evals.json': JSON.stringify({ evals }),
    ...more,
  });
  return prepare(skill, workspaceAt(join(temp(), 'plan-autoresearch')));
}

const written = (name: string) => readFile(join(temp(), 'plan-autoresearch', 'prepared', name), 'utf8');
const idsIn = async (name: string) => JSON.parse(await written(name)).evals.map(({ id }: { id: string }) => id);

describe('prepared evals', () => {
  it('stand in their split, and in both without one; those set apart are only counted', async () => {
    const { counts } = await prepared([
      CHECKED,
      { ...JUDGED, split: 'val' },
      { ...CHECKED, id: 't', split: 'train' },
      SECRET,
    ]);
    expect(counts).toEqual({ train: 2, val: 2, test: 1 });
    expect(await idsIn('train.json')).toEqual(['a', 't']);
    expect(await idsIn('val.no_label.json')).toEqual(['a', 'b']);
    for (const name of await readdir(join(temp(), 'plan-autoresearch', 'prepared'))) {
      expect(await written(name), name).not.toContain(SECRET.prompt);
    }
  });

  it('name their inputs as the suite does, and without labels say nothing of what is expected', async () => {
    await prepared([{ ...CHECKED, files: INPUTS }], { 'evals/files/in.csv': 'a,b\n' });
    expect(JSON.parse(await written('train.no_label.json'))).toEqual({
      schema_version: 1,
      evals: [{ id: 'a', prompt: CHECKED.prompt, files: INPUTS }],
    });
    expect(JSON.parse(await written('train.json')).evals).toEqual([{ ...CHECKED, files: INPUTS }]);
  });

  it('are the same bytes each time, and follow the suite when that changes', async () => {
    const { files } = await prepared([CHECKED, JUDGED]);
    const all = async () =>
      Object.fromEntries(await Promise.all(files.map(async (name) => [name, await written(name)])));
    const before = await all();
    await prepared([CHECKED, JUDGED]);
    expect(await all()).toEqual(before);
    await prepared([CHECKED]);
    expect(await idsIn('val.json')).toEqual(['a']);
    expect(JSON.parse(await written('metadata.json'))).not.toEqual(JSON.parse(before['metadata.json'] ?? ''));
  });

  it('are not written of a suite that cannot be understood', async () => {
    await expect(prepared([{ id: 'a' }])).rejects.toMatchObject({ code: 'invalid_evals' });
    expect(await exists(join(temp(), 'plan-autoresearch'))).toBe(false);
  });
});
