import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findWorkspace } from '../../src/store/find-workspace.ts';
import { useTempFolder } from '../platform/temp.ts';
import { type Planted, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const plant = (files: Readonly<Record<string, Planted>>) => writeTree(temp(), { 'notes/SKILL.md': '', ...files });
const OURS = { 'notes-autoresearch/run.json': '{}' };
const found = async (cwd: string, named?: string) => (await findWorkspace(at(cwd), named)).root;

describe('the workspace is found', () => {
  it.each([
    ['from inside of it', 'notes-autoresearch', undefined],
    ['from the folder that holds it', '.', undefined],
    ['from the skill beside it', 'notes', undefined],
    ['by its name', '.', 'notes-autoresearch'],
    ['by the name of the skill', '.', 'notes'],
    ['by a path with a last slash', '.', 'notes/'],
    ['by a way with dots', 'notes', '../notes'],
    ['by "." in the skill', 'notes', '.'],
  ])('%s', async (_, cwd, named) => {
    await plant(OURS);
    expect(await found(cwd, named)).toBe(at('notes-autoresearch'));
  });

  it('by an absolute path, from anywhere', async () => {
    await plant(OURS);
    expect(await found('elsewhere', at('notes'))).toBe(at('notes-autoresearch'));
  });

  it('when another tool wrote it, which left no more than results', async () => {
    await plant({ 'notes-autoresearch/results.tsv': '' });
    expect(await found('notes')).toBe(at('notes-autoresearch'));
  });

  it('wherever it is kept, when it is the only one there', async () => {
    await plant({ 'my runs/run.json': '{}' });
    expect(await found('.')).toBe(at('my runs'));
  });

  it('by way of a link, as its real path', async () => {
    await plant(OURS);
    await symlink('notes-autoresearch', at('way'));
    expect(await found('.', 'way')).toBe(at('notes-autoresearch'));
  });

  it('in the folder itself before those in it', async () => {
    await plant({ ...OURS, 'notes-autoresearch/backup/run.json': '{}' });
    expect(await found('notes-autoresearch')).toBe(at('notes-autoresearch'));
  });
});

describe('no workspace is taken', () => {
  it('when there are several, which are named', async () => {
    await plant({ ...OURS, 'other-autoresearch/run.json': '{}' });
    await expect(found('.')).rejects.toMatchObject({
      code: 'usage',
      exit: 2,
      message: expect.stringMatching(/several workspaces.*: notes-autoresearch, other-autoresearch\.$/),
      hint: 'Name one: --workspace notes-autoresearch',
    });
    expect(await found('.', 'other')).toBe(at('other-autoresearch'));
  });

  it.each([
    ['where there is none', '.', undefined],
    ['by a name that is none', '.', 'nothing'],
    ['by the name of a file', '.', 'notes/SKILL.md'],
    ['from a folder that does not exist', 'gone', undefined],
  ])('%s', async (_, cwd, named) => {
    await plant({ 'notes-autoresearch/results.tsv/x': '' });
    await expect(found(cwd, named)).rejects.toMatchObject({
      code: 'usage',
      message: `No workspace was found at ${named ?? at(cwd)}.`,
      hint: expect.stringContaining('skillratchet improve'),
    });
  });
});
