import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/core/schema/run.ts';
import { workspaceAt } from '../../src/store/layout.ts';
import { skillOfRun } from '../../src/store/skill-of-run.ts';
import { useTempFolder } from '../platform/temp.ts';
import { RUN } from '../support/run-record.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const skillNamed = (name: string) => ({ 'SKILL.md': `---\nname: ${name}\ndescription: Writes notes.\n---\n` });
const runAt = (path: string, run_id = RUN.run_id): RunRecord => ({ ...RUN, run_id, skill: { ...RUN.skill, path } });

/** The skill that a workspace is told to belong to, by the run that began with `home/notes`. */
const skillOf = (workspace: string) => skillOfRun(workspaceAt(at(workspace)), runAt(at('home', 'notes')));

/** A skill with its workspace, as a run leaves them. */
async function place(folder: string, run: RunRecord = runAt(at('home', 'notes'))): Promise<void> {
  await writeTree(at(folder, 'notes'), skillNamed('notes'));
  await writeTree(at(folder, 'notes-autoresearch'), { 'run.json': JSON.stringify(run) });
}

beforeEach(() => place('home'));

describe('a version is applied to the skill that the run is of', () => {
  it('where that still lies beside its workspace, or anywhere else', async () => {
    expect(await skillOf('home/notes-autoresearch')).toBe(at('home', 'notes'));
    await rename(at('home/notes-autoresearch'), at('elsewhere'));
    expect(await skillOf('elsewhere')).toBe(at('home', 'notes'));
  });

  it('even where that was given another name since', async () => {
    await writeTree(at('home', 'notes'), skillNamed('reports'));
    expect(await skillOf('home/notes-autoresearch')).toBe(at('home', 'notes'));
  });

  it('and in a copy to the skill beside the copy, never to the one that the run began with', async () => {
    await place('copy');
    expect(await skillOf('copy/notes-autoresearch')).toBe(at('copy', 'notes'));
  });

  it('though another run of the same skill is in the place of its workspace now', async () => {
    await rename(at('home/notes-autoresearch'), at('kept'));
    await place('home', runAt(at('home', 'notes'), 'ffffff'));
    expect(await skillOf('kept')).toBe(at('home', 'notes'));
  });

  it('and where both were moved, to the one that was moved with it', async () => {
    await rename(at('home'), at('moved'));
    expect(await skillOf('moved/notes-autoresearch')).toBe(at('moved', 'notes'));
  });

  it.each([
    ['a copy without a skill beside it', 'copy/other-autoresearch', {}],
    ['a copy beside another skill', 'copy/notes-autoresearch', { notes: 'reports' }],
    ['a copy that is not named after a skill', 'copy/of-notes', { 'of-notes': 'notes' }],
  ])('but to none for %s', async (_, workspace, skills) => {
    await writeTree(at(workspace), { 'run.json': JSON.stringify(runAt(at('home', 'notes'))) });
    for (const [folder, name] of Object.entries(skills)) await writeTree(at('copy', folder), skillNamed(name));
    await expect(skillOf(workspace)).rejects.toMatchObject({
      code: 'invalid_workspace',
      message: `${at(workspace)} is a copy, or its skill is gone: it began with ${at('home', 'notes')}.`,
      hint: expect.stringContaining('restore best --to DIR'),
    });
  });
});
