import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { foreignSkills } from '../../src/store/foreign-skills.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const called = (name: string) => `---\nname: ${name}\ndescription: d\n---\n`;

/** Paths of the others, relative to the folder of the test. */
async function others(): Promise<readonly string[]> {
  const found = await foreignSkills('notes', {
    home: at('home'),
    folders: [at('project', 'deep', 'notes-autoresearch')],
    own: at('project', 'notes'),
  });
  return found.map((path) => path.slice(temp().length + 1));
}

beforeEach(() =>
  writeTree(temp(), { 'project/notes/SKILL.md': called('notes'), 'home/.profile': '' }).then(() => undefined),
);

it('of a name that nobody else has there is none', async () => {
  await writeTree(temp(), {
    'home/.claude/skills/other/SKILL.md': called('other'),
    'home/.claude/skills/notes.txt': '',
  });
  expect(await others()).toEqual([]);
});

it('are found in the home and above the workspace, for every client', async () => {
  const places = [
    'home/.claude/skills',
    'home/.pi/agent/skills',
    'project/.agents/skills',
    'project/deep/.gemini/skills',
  ];
  await writeTree(temp(), Object.fromEntries(places.map((place) => [`${place}/notes/SKILL.md`, called('notes')])));
  expect(await others()).toEqual(places.map((place) => `${place}/notes`));
});

it('are found by the name that they give themselves', async () => {
  await writeTree(temp(), { 'home/.claude/skills/copy/SKILL.md': '---\r\nname: "notes"\r\n---\r\n' });
  expect(await others()).toEqual(['home/.claude/skills/copy']);
});

it('are not the skill itself, by whatever path', async () => {
  await writeTree(temp(), { 'home/.claude/skills/other/SKILL.md': called('other') });
  await symlink(at('project', 'notes'), at('home', '.claude', 'skills', 'notes'));
  expect(await others()).toEqual([]);
});

it('are not looked for where nobody may look', async () => {
  await writeTree(temp(), { 'home/.claude/skills/notes/SKILL.md': called('notes') });
  await chmod(at('home', '.claude'), 0o000);
  expect(await others()).toEqual(process.getuid?.() === 0 ? ['home/.claude/skills/notes'] : []);
  await chmod(at('home', '.claude'), 0o755);
});
