import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { matchingFiles, matchingTexts } from '../../../src/evals/checks/outputs.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../../support/write-tree.ts';

const folder = useTempFolder();

describe('the outputs that a name or glob means', () => {
  it('are found by their own names, however odd', async () => {
    await writeTree(folder(), Object.fromEntries(ODD_NAMES.map((name) => [name, 'x'])));
    for (const name of ODD_NAMES) expect(await matchingFiles(folder(), name)).toEqual([name]);
  });

  it('come in the order of their bytes, hidden ones too', async () => {
    await writeTree(folder(), { 'b.md': '', 'a/z.md': '', '.a/.x.md': '', 'a.md': '', 'a.txt': '' });
    expect(await matchingFiles(folder(), '**/*.md')).toEqual(['.a/.x.md', 'a.md', 'a/z.md', 'b.md']);
    expect(await matchingFiles(folder(), '{a,b}.md')).toEqual(['a.md', 'b.md']);
    expect(await matchingFiles(folder(), './b.md')).toEqual(['b.md']);
  });

  it('are no links, and nothing behind links', async () => {
    const trial = {
      'elsewhere/secret.md': 'x',
      'outputs/real/a.md': 'x',
      'outputs/file.md': { link: '../elsewhere/secret.md' },
      'outputs/folder': { link: '../elsewhere' },
      'outputs/loop': { link: '.' },
    };
    const outputs = join(await writeTree(folder(), trial), 'outputs');
    expect(await matchingFiles(outputs, '**')).toEqual(['real/a.md']);
    for (const name of ['file.md', 'folder', 'folder/secret.md', 'folder/*', 'loop/real/a.md']) {
      expect(await matchingFiles(outputs, name), name).toEqual([]);
    }
  });

  it('are none where there is no folder', async () => {
    expect(await matchingFiles(join(folder(), 'gone'), '**')).toEqual([]);
  });
});

describe('the texts of outputs', () => {
  it('say whether they are UTF-8', async () => {
    await writeTree(folder(), { a: 'é', b: new Uint8Array([0xe9]) });
    const texts = await matchingTexts(folder(), '*');
    expect(texts.map(({ name, text, utf8 }) => [name, text, utf8])).toEqual([
      ['a', 'é', true],
      ['b', '\uFFFD', false],
    ]);
  });

  it('are not read when they are more than 64 MiB together', async () => {
    await writeTree(folder(), { a: '', b: '' });
    for (const name of ['a', 'b']) await truncate(join(folder(), name), 33 * 1024 * 1024);
    const limit = '* is 69206016 bytes, and a check reads at most 67108864';
    await expect(matchingTexts(folder(), '*')).rejects.toThrow(limit);
    await expect(matchingTexts(folder(), 'a')).resolves.toHaveLength(1);
  });
});
