import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type CleanFlags, cleanIn } from '../../src/cli/clean-in.ts';
import { MARKER } from '../../src/records/target.ts';
import { useTempFolder } from '../platform/temp.ts';
import { quietShell } from '../support/shell.ts';
import { writeTree } from '../support/write-tree.ts';

const temp = useTempFolder();

/** What is said of a request, and what lies in the two folders of exports afterwards. */
async function cleaned(flags: CleanFlags) {
  const shell = quietShell(temp());
  await cleanIn(shell, undefined, flags);
  const left = async (folder: string) => (await readdir(join(temp(), folder))).filter((name) => name !== MARKER).sort();
  return {
    said: shell.printed.join('\n').split('\n'),
    artifacts: await left('artifacts'),
    outputs: await left('outputs'),
  };
}

beforeEach(() =>
  writeTree(temp(), {
    [`artifacts/${MARKER}`]: '{}',
    'artifacts/jobs/one/result.json': '{}',
    'artifacts/archives/run_001/metadata.yaml': '',
    [`outputs/${MARKER}`]: '{}',
    'outputs/r1/README.md': '',
    'outputs/r2/README.md': '',
  }),
);

describe('clean', () => {
  it('takes what is asked for and nothing else, with the folders by their usual names', async () => {
    expect(await cleaned({ artifacts: true, yes: true })).toEqual({
      said: ['removed artifacts/jobs (1 files)'],
      artifacts: ['archives'],
      outputs: ['r1', 'r2'],
    });
    expect((await cleaned({ outputs: './outputs/', yes: true })).outputs).toEqual([]);
  });

  it('takes the bundle of a run alone', async () => {
    expect(await cleaned({ run: 'r2', yes: true })).toMatchObject({
      said: ['removed outputs/r2 (1 files)'],
      artifacts: ['archives', 'jobs'],
      outputs: ['r1'],
    });
  });

  it('only lists in a dry run, and asks before anything else', async () => {
    const before = { artifacts: ['archives', 'jobs'], outputs: ['r1', 'r2'] };
    const listed = await cleaned({ artifacts: true, purge: true, dryRun: true, yes: true });
    expect(listed).toMatchObject(before);
    expect(listed.said).toEqual(['would remove artifacts/jobs (1 files)', 'would remove artifacts/archives (1 files)']);
    await expect(cleaned({ artifacts: true })).rejects.toMatchObject({ code: 'usage', hint: 'Add --yes.' });
    expect(await cleaned({ artifacts: true, dryRun: true })).toMatchObject(before);
  });

  it('has a document for programs, also of nothing', async () => {
    const path = join(temp(), 'artifacts', 'jobs');
    const first = await cleaned({ artifacts: true, yes: true, json: true });
    expect(JSON.parse(first.said.join())).toEqual({ removed: true, removals: [{ path, files: 1, tracked: [] }] });
    const again = await cleaned({ artifacts: true, yes: true, json: true });
    expect(JSON.parse(again.said.join())).toEqual({ removed: false, removals: [] });
  });

  it.each([{}, { yes: true }, { purge: true, yes: true }])('of %j takes nothing', async (flags) => {
    await expect(cleaned(flags)).rejects.toThrow('clean takes nothing away by itself.');
  });

  it('of all needs a workspace', async () => {
    await expect(cleaned({ all: true, yes: true })).rejects.toThrow('No workspace was found');
    expect(await readdir(join(temp(), 'outputs'))).toContain('r1');
  });
});
