import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { contentOf, copyFile } from '../../src/platform/tree-files.ts';
import { compile } from './compile.ts';
import { useTempFolder } from './temp.ts';

const temp = useTempFolder();
const at = (name: string) => join(temp(), name);

const SIZES = [0, 1, 2 ** 18, 2 ** 18 + 1, 3 * 2 ** 20 + 7];

describe.each(SIZES)('a file of %d bytes', (size) => {
  // What was listed may be out of date when the file is read.
  it.each([size, 0, 2 ** 22])('is read and copied whole when it is taken for %d', async (listed) => {
    const bytes = Buffer.alloc(size, 'a line\n');
    await writeFile(at('from'), bytes);
    const sha256 = execFileSync('sha256sum', [at('from')], { encoding: 'utf8' }).slice(0, 64);
    expect(await contentOf(at('from'), listed)).toEqual({ size, sha256 });
    const copied = await copyFile({ from: at('from'), to: at('to'), mode: 0o644, size: listed });
    expect(copied).toEqual({ size, sha256 });
    expect(bytes.equals(await readFile(at('to')))).toBe(true);
  });

  it.each([0o400, 0o666, 0o777])('is copied with the mode %d, whatever the umask', async (mode) => {
    await writeFile(at('from'), Buffer.alloc(size));
    await copyFile({ from: at('from'), to: at('to'), mode, size });
    expect((await stat(at('to'))).mode & 0o777).toBe(mode);
  });

  it('is not copied over another, nor from nowhere', async () => {
    await writeFile(at('from'), Buffer.alloc(size, 'x'));
    await writeFile(at('to'), 'mine');
    const copy = { from: at('from'), to: at('to'), mode: 0o644, size };
    await expect(copyFile(copy)).rejects.toMatchObject({ code: 'EEXIST', path: at('to') });
    expect(await readFile(at('to'), 'utf8')).toBe('mine');
    const missing = { ...copy, from: at('nowhere'), to: at('new') };
    await expect(copyFile(missing)).rejects.toMatchObject({ code: 'ENOENT', path: at('nowhere') });
  });
});

it.each([100_000, 1_000_000])('a copy of %d bytes that does not fit is an error that names its place', async (size) => {
  await mkdir(at('js'));
  const module = compile('platform/tree-files', at('js'));
  await writeFile(at('from'), Buffer.alloc(size, 'x'));
  const script = `
    process.on('SIGXFSZ', () => undefined);
    const { copyFile } = await import('${module}');
    const copy = { from: '${at('from')}', to: '${at('to')}', mode: 0o644, size: ${size} };
    await copyFile(copy).catch((error) => console.log(error.code, error.path));`;
  const limited = ['-c', 'ulimit -f 16; exec "$0" --input-type=module -e "$1"', process.execPath, script];
  expect(execFileSync('sh', limited, { encoding: 'utf8' })).toBe(`EFBIG ${at('to')}\n`);
});
