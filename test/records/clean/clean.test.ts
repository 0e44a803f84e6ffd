import { chmod, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../../src/platform/exists.ts';
import { clean } from '../../../src/records/clean/clean.ts';
import { useTempFolder } from '../../platform/temp.ts';
import { ODD_NAMES, writeTree } from '../../support/write-tree.ts';

const temp = useTempFolder();

async function left(): Promise<readonly string[]> {
  return (await readdir(temp(), { recursive: true })).sort();
}

function removal(path: string, tracked: readonly string[] = []) {
  return { path: join(temp(), path), files: 0, tracked };
}

it('takes away what was planned, write-protected folders and odd names too, and nothing beside it', async () => {
  const odd = Object.fromEntries(ODD_NAMES.map((name) => [`jobs/${name}`, 'odd']));
  await writeTree(temp(), { ...odd, 'jobs/closed/a.txt': '', 'index.yaml': '', 'mine.txt': '' });
  await chmod(join(temp(), 'jobs/closed'), 0o555);
  await clean([removal('jobs'), removal('index.yaml')]);
  expect(await left()).toEqual(['mine.txt']);
});

it('a link goes, and not what it leads to', async () => {
  await writeTree(temp(), { 'elsewhere/a.txt': '', 'jobs/inner': { link: '../elsewhere' } });
  await symlink(join(temp(), 'elsewhere'), join(temp(), 'proposals'));
  await clean([removal('jobs'), removal('proposals')]);
  expect(await left()).toEqual(['elsewhere', 'elsewhere/a.txt']);
});

it('what git tracks stays, with the folders that hold it, and a link beside it goes', async () => {
  await writeTree(temp(), {
    'jobs/one/kept.json': '',
    'jobs/one/other.json': '',
    'jobs/two/deep/other.json': '',
    'jobs/empty': null,
    'jobs/link': { link: 'one' },
  });
  await clean([removal('jobs', ['one/kept.json'])]);
  expect(await left()).toEqual(['jobs', 'jobs/one', 'jobs/one/kept.json']);
});

it('what is gone already is no trouble', async () => {
  await clean([removal('jobs')]);
  expect(await exists(temp())).toBe(true);
});
