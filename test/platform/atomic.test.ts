import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { writeDurable, writeJson } from '../../src/platform/atomic.ts';
import { compile } from './compile.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();

it('a text file is written and replaced, and nothing else is left in its folder', async () => {
  const path = `${folder()}/naïve name.txt`;
  await writeDurable(path, 'old and longer');
  await writeDurable(path, 'nü\n');
  expect(await readFile(path, 'utf8')).toBe('nü\n');
  expect(await readdir(folder())).toEqual(['naïve name.txt']);
});

it('a reader sees one whole text or another, never a part', async () => {
  const path = `${folder()}/file`;
  const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
  await writeDurable(path, texts[0] ?? '');
  const writing = Promise.all(texts.map((text) => writeDurable(path, text)));
  const seen = await Promise.all(Array.from({ length: 20 }, () => readFile(path, 'utf8')));
  await writing;
  for (const text of seen) expect(texts).toContain(text);
});

it('a write that fails leaves the old text and no temporary file', async () => {
  const path = `${folder()}/taken`;
  await mkdir(path);
  await writeFile(`${path}/inside`, 'old');
  await expect(writeDurable(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder())).toEqual(['taken']);
  expect(await readFile(`${path}/inside`, 'utf8')).toBe('old');
  await expect(writeDurable(`${folder()}/missing/file`, 'new')).rejects.toMatchObject({ code: 'ENOENT' });
});

it('JSON has two spaces and a last line end, and keeps the mode of the file it replaces', async () => {
  const path = `${folder()}/a.json`;
  await writeFile(path, '', { mode: 0o600 });
  await writeJson(path, { a: [1, null], b: 'ü' });
  expect(await readFile(path, 'utf8')).toBe('{\n  "a": [\n    1,\n    null\n  ],\n  "b": "ü"\n}\n');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('a write that does not fit leaves the old text', async () => {
  const path = `${folder()}/file`;
  await writeDurable(path, 'old');
  const script = `
    process.on('SIGXFSZ', () => undefined);
    const { writeDurable } = await import('${compile('platform/atomic', folder())}');
    await writeDurable('${path}', 'x'.repeat(100_000)).catch((error) => console.log(error.code));`;
  const limited = ['-c', 'ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script];
  expect(execFileSync('sh', limited, { encoding: 'utf8' })).toBe('EFBIG\n');
  expect(await readFile(path, 'utf8')).toBe('old');
});
