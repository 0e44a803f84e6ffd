import { open, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { diskTrouble, errnoOf, naming } from '../../src/platform/errno.ts';

const failed = (code: string, paths: object = {}) => Object.assign(new Error(code), { code, ...paths });

describe('trouble of the disk', () => {
  it.each([
    [failed('ENOSPC', { path: '/a' }), '/a: the disk is full'],
    [failed('EROFS', { path: '/a', dest: '/b' }), '/b: the file system is read-only'],
    [failed('ENOSPC', { path: '/a', dest: '/b' }), '/b: the disk is full'],
    [failed('EACCES', { path: '/a', dest: '/b' }), '/a to /b: permission denied'],
    [failed('EDQUOT'), 'a file: the disk quota is used up'],
    [failed('ENOENT', { path: '/a' }), null],
    [new Error('ENOSPC'), null],
    ['ENOSPC', null],
    [null, null],
  ])('in %j is %j', (error, said) => {
    expect(diskTrouble(error)).toBe(said);
  });

  it.skipIf(process.platform !== 'linux')('names the file of a write, which the system does not', async () => {
    const write = async () => {
      const file = await open('/dev/full', 'w');
      try {
        await file.writeFile('x');
      } finally {
        await file.close();
      }
    };
    await expect(write()).rejects.not.toHaveProperty('path');
    const error: unknown = await naming('/w/run.json', write).catch((caught: unknown) => caught);
    expect(diskTrouble(error)).toBe('/w/run.json: the disk is full');
  });

  it('leaves what is no error of the system as it is', async () => {
    const bug = new Error('bug');
    await expect(naming('/a', () => Promise.reject(bug))).rejects.toBe(bug);
    expect(bug).not.toHaveProperty('path');
    expect(await naming('/a', () => Promise.resolve(1))).toBe(1);
  });

  it('is told by its code', async () => {
    const error: unknown = await readFile('/nowhere/at/all').catch((caught: unknown) => caught);
    expect([errnoOf(error), errnoOf('ENOENT'), errnoOf(new Error('x'))]).toEqual(['ENOENT', null, null]);
  });
});
