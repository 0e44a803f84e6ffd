import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { artifactsIn } from '../../src/store/artifacts.ts';
import { useTempFolder } from '../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('artifacts', () => {
  it('are the files of a folder by their paths from the root, with size and hash', async () => {
    await writeTree(temp(), { 'it/a.txt': 'four', 'it/b/c': '', 'other/x': 'x' });
    expect(await artifactsIn(temp(), join(temp(), 'it'))).toEqual({
      'it/a.txt': { size: 4, sha256: sha256('four') },
      'it/b/c': { size: 0, sha256: sha256('') },
    });
  });

  it('may have any names; links and folders are none', async () => {
    const odd = Object.fromEntries(ODD_NAMES.map((name) => [`it/${name}`, name]));
    await writeTree(temp(), { ...odd, 'it/empty': null, 'it/out': { link: '/etc/passwd' } });
    const artifacts = await artifactsIn(temp(), join(temp(), 'it'));
    expect(Object.keys(artifacts).sort()).toEqual(Object.keys(odd).sort());
    expect(await artifactsIn(temp(), join(temp(), 'none'))).toEqual({});
  });
});
