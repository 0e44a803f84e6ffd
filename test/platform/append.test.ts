import { mkdir, readFile, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendLines, repairTail } from '../../src/platform/append.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const file = (): string => `${folder()}/lines.jsonl`;

describe('a line', () => {
  it('is added to a file, which is made if need be', async () => {
    await appendLines(file(), ['one']);
    await appendLines(file(), ['zwölf', 'drei']);
    expect(await readFile(file(), 'utf8')).toBe('one\nzwölf\ndrei\n');
  });

  it('is whole beside lines that are added at the same time', async () => {
    const lines = Array.from({ length: 20 }, (_, index) => String(index).repeat(5_000));
    await Promise.all(lines.map((line) => appendLines(file(), [line])));
    expect((await readFile(file(), 'utf8')).trimEnd().split('\n').sort()).toEqual(lines.sort());
  });

  it('cannot be added to a folder', async () => {
    await mkdir(file());
    await expect(appendLines(file(), ['one'])).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe('a torn tail', () => {
  it.each([
    ['one\ntw', 'one\n', 'tw'],
    ['on', '', 'on'],
    ['one\n', 'one\n', null],
    ['\n', '\n', null],
    ['', '', null],
  ])('of %j leaves %j', async (before, after, torn) => {
    await writeFile(file(), before);
    expect(await repairTail(file())).toBe(torn);
    expect(await readFile(file(), 'utf8')).toBe(after);
  });

  it('is none where there is no file', async () => {
    expect(await repairTail(file())).toBeNull();
    await expect(readFile(file())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is cut off wherever the kill came, even within a character, and appending goes on', async () => {
    const whole = Buffer.from('{"a":"é"}\n{"b":"😀"}\n');
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        await writeFile(file(), whole.subarray(0, length));
        await repairTail(file());
        await appendLines(file(), ['{}']);
        const lines = (await readFile(file(), 'utf8')).split('\n');
        expect(lines.pop()).toBe('');
        expect(['{"a":"é"}', '{"b":"😀"}'].slice(0, lines.length - 1).concat('{}')).toEqual(lines);
      }),
      { seed: 1, numRuns: whole.length },
    );
  });
});
