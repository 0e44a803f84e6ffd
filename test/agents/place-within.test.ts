import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { placeWithin } from '../../src/agents/place-within.ts';
import { useTempFolder } from '../platform/temp.ts';

const folder = useTempFolder();

beforeEach(async () => {
  const root = folder();
  for (const folder of ['in/deep', 'inside', 'out']) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'in/a.txt'), '');
  for (const [link, target] of Object.entries({ up: '..', down: 'deep', loose: '../out/x', loop: 'loop' })) {
    await symlink(target, join(root, 'in', link));
  }
});

describe('a place', () => {
  test.each([
    ['a.txt', 'a.txt'],
    ['.', ''],
    ['new/er/est.txt', 'new/er/est.txt'],
    ['down/b.txt', 'deep/b.txt'],
    ['deep/../a.txt', 'a.txt'],
    ['up/in/a.txt', 'a.txt'],
  ])('is within: %s', async (path, real) => {
    expect(await placeWithin(join(folder(), 'in', path), [join(folder(), 'in')])).toBe(join(folder(), 'in', real));
  });

  test.each(['..', '../out/x', '../inside/x', 'up/out', 'up/new', 'loose', 'loose/x', 'loop', 'loop/x', '/etc/passwd'])(
    'is not: %s',
    async (path) => {
      const absolute = path.startsWith('/') ? path : `${folder()}/in/${path}`;
      expect(await placeWithin(absolute, [join(folder(), 'in')])).toBeNull();
    },
  );
});
