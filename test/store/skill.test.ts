import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSkill } from '../../src/store/skill.ts';
import { useTempFolder } from '../platform/temp.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const at = (...parts: string[]) => join(temp(), ...parts);
const plant = (text: string) => writeTree(at('pdf-tools'), { 'SKILL.md': text });

const GOOD = '---\nname: pdf-tools\ndescription: Reads PDFs.\n---\n# Title\n';

describe('a skill', () => {
  it('is read with name, description, front matter and body', async () => {
    expect(await loadSkill(await plant(GOOD))).toEqual({
      dir: at('pdf-tools'),
      folderName: 'pdf-tools',
      name: 'pdf-tools',
      description: 'Reads PDFs.',
      frontmatter: { name: 'pdf-tools', description: 'Reads PDFs.' },
      body: '# Title\n',
      diagnostics: [],
    });
  });

  it('has a real folder, however it was named', async () => {
    await plant(GOOD);
    await symlink('pdf-tools', at('way'));
    expect(await loadSkill(`${at('way')}/`)).toMatchObject({
      dir: at('pdf-tools'),
      folderName: 'pdf-tools',
      diagnostics: [],
    });
  });

  it('that is a copy is held to the name of the original', async () => {
    await plant(GOOD);
    expect((await loadSkill(at('pdf-tools'), { folderName: 'other' })).diagnostics).toMatchObject([
      { rule: 'name-folder' },
    ]);
  });

  it.each([
    ['a byte order mark', `\uFEFF${GOOD}`, '# Title\n'],
    ['CRLF', GOOD.replaceAll('\n', '\r\n'), '# Title\r\n'],
    ['blanks after the dashes', GOOD.replaceAll('---', '--- '), '# Title\n'],
    ['no body and no last newline', GOOD.slice(0, GOOD.indexOf('# Title') - 1), ''],
    ['a rule of dashes in the body', `${GOOD}---\nmore\n`, '# Title\n---\nmore\n'],
    [
      'a comment and a folded text',
      GOOD.replace('Reads PDFs.', '>-\n  Reads\n  PDFs. # 1\n# why').replace(' # 1', ''),
      '# Title\n',
    ],
  ])('may have %s', async (_, text, body) => {
    expect(await loadSkill(await plant(text))).toMatchObject({ name: 'pdf-tools', description: 'Reads PDFs.', body });
  });

  it('without a name has that of its folder, and says so', async () => {
    const skill = await loadSkill(await plant('---\ndescription: 5\n---\n'));
    expect(skill).toMatchObject({ name: 'pdf-tools', description: '' });
    expect(skill.diagnostics.map(({ rule }) => rule)).toEqual(['name-required', 'description-required']);
  });
});

describe('what is no skill is a sentence with file and line', () => {
  it.each([
    ['no front matter', '# Title\n', 'line 1: there is no front matter'],
    ['an empty file', '', 'line 1: there is no front matter'],
    ['front matter without an end', '---\nname: x\n', 'line 1: the front matter has no end'],
    ['front matter that is empty', '---\n---\n', 'line 2: the front matter is no mapping'],
    ['a list', '---\n- a\n---\n', 'line 2: the front matter is no mapping'],
    ['a colon in a plain value', '---\nname: x\ndescription: Use this: now\n---\n', 'line 3: no YAML: Nested mappings'],
    ['a key twice', '---\nname: x\nname: y\n---\n', 'line 3: no YAML: Map keys must be unique'],
    ['an open quote', '---\nname: x\ndescription: "open\n---\n', 'no YAML: Missing closing'],
    ['an unknown anchor', '---\nname: *x\n---\n', 'no YAML'],
    [
      'a bomb of aliases',
      `---\na: &a [x, x, x, x, x, x, x, x, x]\nb: &b [${'*a, '.repeat(9)}]\nc: &c [${'*b, '.repeat(9)}]\nd: [${'*c, '.repeat(9)}]\n---\n`,
      'no YAML that can be read: Excessive alias count',
    ],
  ])('%s', async (_, text, message) => {
    await plant(text);
    await expect(loadSkill(at('pdf-tools'))).rejects.toMatchObject({
      code: 'invalid_skill',
      message: expect.stringContaining(`${at('pdf-tools/SKILL.md')}, line`),
    });
    await expect(loadSkill(at('pdf-tools'))).rejects.toThrow(message);
  });

  it.each([
    ['a missing folder', 'nowhere', 'nowhere does not exist'],
    ['a folder without SKILL.md', '.', 'SKILL.md does not exist'],
    ['a file', 'file', 'SKILL.md does not exist'],
  ])('%s', async (_, place, message) => {
    await writeFile(at('file'), '');
    await expect(loadSkill(at(place))).rejects.toMatchObject({
      code: 'invalid_skill',
      message: expect.stringContaining(message),
    });
  });
});
