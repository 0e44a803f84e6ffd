import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWithin, realPlace } from '../../src/platform/real-place.ts';
import { writeTree } from '../support/write-tree.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();
const at = (...path: readonly string[]) => join(folder(), ...path);

describe('the real place of a path', () => {
  it('has the links in its parents resolved, whether or not it is there', async () => {
    await writeTree(at('real'), { 'inner/file': '' });
    await symlink(at('real'), at('link'));
    expect(await realPlace(at('link', 'inner', 'file'))).toBe(at('real', 'inner', 'file'));
    expect(await realPlace(at('link', 'new', 'newer'))).toBe(at('real', 'new', 'newer'));
    expect(await realPlace('/')).toBe('/');
  });

  it('leaves a link at its end as it is', async () => {
    await symlink(at('anywhere'), at('link'));
    expect(await realPlace(at('link'))).toBe(at('link'));
  });

  it('is unknown behind a link that leads nowhere', async () => {
    await symlink(at('nowhere'), at('dangling'));
    expect(await realPlace(at('dangling', 'a', 'b'))).toBeNull();
  });
});

it.each([
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
  ['/a', '/', true],
])('%s lies in %s: %s', (path, dir, expected) => {
  expect(isWithin(path, dir)).toBe(expected);
});
