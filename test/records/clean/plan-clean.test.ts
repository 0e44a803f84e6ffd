import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { acquireLock } from '../../../src/platform/lock.ts';
import { hashTree } from '../../../src/platform/tree.ts';
import { type CleanRequest, planClean } from '../../../src/records/clean/plan-clean.ts';
import { MARKER } from '../../../src/records/target.ts';
import { workspaceAt } from '../../../src/store/layout.ts';
import { useTempFolder, useTempFolderForAll } from '../../platform/temp.ts';
import { type Bench, CHECKED, smallBench } from '../../support/campaign.ts';
import { type Planted, writeTree } from '../../support/write-tree.ts';

const NOTHING: CleanRequest = { workspace: null, artifacts: null, outputs: null, purge: false };
const temp = useTempFolder();

/** A folder that earlier exports made, with these entries beside its marker. */
function exported(name: string, entries: Readonly<Record<string, Planted>> = {}): Promise<string> {
  return writeTree(join(temp(), name), { [MARKER]: '{}', ...entries });
}

async function planned(request: Partial<CleanRequest>): Promise<readonly string[]> {
  const removals = await planClean({ ...NOTHING, ...request });
  return removals.map(({ path }) => relative(temp(), path)).sort();
}

describe('of a folder of artifacts', () => {
  it('goes what an export can make again; archives and their list go when all is purged', async () => {
    const artifacts = await exported('artifacts', {
      'jobs/one/result.json': '{}',
      'sft_data/train.jsonl': '',
      'archives/run_001/metadata.yaml': '',
      'index.yaml': '',
      'mine.txt': 'kept',
    });
    expect(await planned({ artifacts })).toEqual(['artifacts/jobs', 'artifacts/sft_data']);
    expect(await planned({ artifacts, purge: true })).toEqual([
      'artifacts/archives',
      'artifacts/index.yaml',
      'artifacts/jobs',
      'artifacts/sft_data',
    ]);
  });

  it('a link goes as a link, and where it leads nothing is counted', async () => {
    await writeTree(join(temp(), 'elsewhere'), { 'a.txt': '', 'b.txt': '' });
    const artifacts = await exported('artifacts', { jobs: { link: join(temp(), 'elsewhere') } });
    expect(await planClean({ ...NOTHING, artifacts })).toEqual([
      { path: join(artifacts, 'jobs'), files: 1, tracked: [] },
    ]);
  });

  it('files are counted, with those that git tracks', async () => {
    const artifacts = await exported('artifacts', { 'jobs/a.json': '', 'jobs/b/c.json': '', 'jobs/empty': null });
    execFileSync('git', ['init', '-q'], { cwd: temp() });
    execFileSync('git', ['add', 'artifacts/jobs/b'], { cwd: temp() });
    expect(await planClean({ ...NOTHING, artifacts })).toEqual([
      { path: join(artifacts, 'jobs'), files: 2, tracked: ['b/c.json'] },
    ]);
  });
});

describe('of a folder of outputs', () => {
  it('go all bundles, or that of one run', async () => {
    const folder = await exported('outputs', { 'r1/README.md': '', 'r2/README.md': '', 'mine.txt': '' });
    expect(await planned({ outputs: { folder, run: null } })).toEqual(['outputs/r1', 'outputs/r2']);
    expect(await planned({ outputs: { folder, run: 'r2' } })).toEqual(['outputs/r2']);
  });

  it.each(['r9', '..', '../elsewhere', '.', '', 'archives'])('no bundle is called %j', async (run) => {
    const folder = await exported('outputs', { 'r1/README.md': '', 'archives/run_001/metadata.yaml': '' });
    await mkdir(join(temp(), 'elsewhere'));
    await expect(planned({ outputs: { folder, run } })).rejects.toMatchObject({
      code: 'usage',
      hint: 'There are r1.',
    });
  });

  it('archives stay, where artifacts and outputs share a folder', async () => {
    const folder = await exported('both', { 'r1/README.md': '', 'jobs/one/result.json': '', 'archives/run_001': null });
    expect(await planned({ artifacts: folder, outputs: { folder, run: null } })).toEqual(['both/jobs', 'both/r1']);
  });
});

describe('refused is a folder', () => {
  it('that is not there, has no marker, is a file, or lies behind a link', async () => {
    const plain = await writeTree(join(temp(), 'plain'), { 'jobs/one.json': '' });
    const file = join(temp(), 'file');
    await writeFile(file, '');
    await exported('real', { 'jobs/one.json': '' });
    await symlink(join(temp(), 'real'), join(temp(), 'linked'));
    const said = (artifacts: string) => expect(planned({ artifacts })).rejects;
    await said(join(temp(), 'nowhere')).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('does not exist'),
    });
    await said(plain).toMatchObject({ code: 'refused', message: expect.stringContaining(`no ${MARKER} of ours`) });
    await said(file).toMatchObject({ code: 'refused', message: expect.stringContaining('is no folder') });
    await said(join(temp(), 'linked')).toMatchObject({ code: 'refused' });
  });

  it('that is the home folder, whatever lies in it', async () => {
    const before = process.env.HOME;
    const home = await exported('home', { 'jobs/one.json': '' });
    process.env.HOME = join(home, 'me');
    try {
      expect(homedir()).toBe(join(home, 'me'));
      await expect(planned({ artifacts: home })).rejects.toThrow(
        'is the home folder or holds it; nothing was removed.',
      );
    } finally {
      process.env.HOME = before;
    }
  });
});

it('nothing but what was named is ever in a plan, whatever lies beside it', async () => {
  const name = fc.constantFrom('jobs', 'archives', 'index.yaml', 'sft_data', 'proposals', 'r1', 'r2', 'notes', '.git');
  const folder = fc.uniqueArray(name);
  await fc.assert(
    fc.asyncProperty(folder, folder, fc.boolean(), async (inArtifacts, inOutputs, purge) => {
      for (const one of ['artifacts', 'outputs']) await rm(join(temp(), one), { recursive: true, force: true });
      const filled = (names: readonly string[]) => Object.fromEntries(names.map((one) => [`${one}/file`, '']));
      const artifacts = await exported('artifacts', filled(inArtifacts));
      const outputs = { folder: await exported('outputs', filled(inOutputs)), run: null };
      const paths = await planned({ artifacts, outputs, purge });
      const derived = ['jobs', 'proposals', 'sft_data'];
      const goes = [...derived, ...(purge ? ['archives', 'index.yaml'] : [])];
      expect(paths).toEqual(
        [
          ...inArtifacts.filter((one) => goes.includes(one)).map((one) => `artifacts/${one}`),
          ...inOutputs
            .filter((one) => ![...derived, 'archives', 'index.yaml'].includes(one))
            .map((one) => `outputs/${one}`),
        ].sort(),
      );
    }),
    { seed: 5, numRuns: 15 },
  );
});

describe('a workspace', () => {
  const folder = useTempFolderForAll();
  let bench: Bench;
  beforeAll(async () => {
    bench = await smallBench(folder(), {}, [CHECKED]);
    await bench.improve({ limits: { iterations: 0 } });
  });

  it('goes as a whole', async () => {
    const files = (await hashTree(bench.workspace.root)).filter(({ type }) => type !== 'folder').length;
    expect(await planClean({ ...NOTHING, workspace: bench.workspace })).toEqual([
      { path: bench.workspace.root, files, tracked: [] },
    ]);
  });

  it('in which a run is at work is refused, and goes when that has ended', async () => {
    const lock = await acquireLock(bench.workspace.lock);
    const plan = () => planClean({ ...NOTHING, workspace: bench.workspace });
    await expect(plan()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`is in use by process ${process.pid} on `),
    });
    await lock.release();
    expect(await plan()).toHaveLength(1);
  });

  it('that holds the skill itself is refused', async () => {
    const record = await bench.text('run.json');
    const skill = JSON.parse(record).skill;
    await writeTree(join(temp(), 'ours'), {
      'run.json': JSON.stringify({ ...JSON.parse(record), skill: { ...skill, path: join(temp(), 'ours', 'plan') } }),
    });
    const plan = () => planClean({ ...NOTHING, workspace: workspaceAt(join(temp(), 'ours')) });
    await expect(plan()).rejects.toThrow('holds the skill; nothing was removed.');
    await rename(join(temp(), 'ours', 'run.json'), join(temp(), 'ours', 'results.tsv'));
    await expect(plan()).rejects.toThrow('has no run.json of ours');
  });
});
