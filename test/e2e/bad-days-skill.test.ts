import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { type Ended, scripted } from '../support/cli.ts';
import { type RunOptions, type Scene, writeAgent } from '../support/scene.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { refusal, smallScene } from '../support/small-scene.ts';
import { brokenSeals, readJson, resultsOf } from '../support/workspace-files.ts';
import { ODD_NAMES, writeTree } from '../support/write-tree.ts';

interface Start extends RunOptions {
  readonly agent?: string;
}

const improve = (scene: Scene, { agent = scripted('plan'), ...options }: Start = {}): Promise<Ended> =>
  scene.run(['improve', scene.skill, '--agent', agent, '--iterations', '1'], options);

async function expectKept(scene: Scene): Promise<void> {
  expect(await resultsOf(scene.workspace)).toContain('\n1\tT\t0.8\t0.8\tkept\t');
  expect(await brokenSeals(scene.workspace)).toEqual([]);
  expect(await scene.run(['verify', scene.workspace])).toMatchObject({ code: 0 });
}

/** A file of that many bytes which takes no room. */
async function writeSparse(path: string, bytes: number): Promise<void> {
  await writeFile(path, '');
  await truncate(path, bytes);
}

describe('a skill of 10,000 files', () => {
  it('is climbed, verified and restored, within 200 MB of memory for the program', async () => {
    const small = await smallScene();
    // Only to be quicker: on a disk every one of the many copies is flushed.
    await mountSmallDisk(join(small.root, 'ram'), 400_000_000);
    const skill = join(small.root, 'ram', 'plan');
    const scene = { ...small, skill, workspace: `${skill}-autoresearch` };
    await cp(small.skill, skill, { recursive: true });
    for (let folder = 0; folder < 100; folder += 1) {
      const dir = join(skill, 'references', String(folder));
      await mkdir(dir, { recursive: true });
      for (let file = 0; file < 100; file += 1) await writeFile(join(dir, `${file}.md`), `${folder}/${file}`);
    }
    // Of what a program may use, Node limits only the heap.
    const env = { NODE_OPTIONS: '--max-old-space-size=200' };
    expect(await improve(scene, { env })).toMatchObject({ code: 0 });
    await expectKept(scene);
    const target = join(scene.root, 'restored');
    expect((await scene.run(['restore', 'v0', '--to', target, '--workspace', scene.workspace])).code).toBe(0);
    expect(await hashTree(target)).toEqual(await hashTree(scene.skill));
  }, 300_000);
});

describe('a skill that is too large', () => {
  it('is refused for a file of 1 GB, with name, size and limit, before anything is copied', async () => {
    const scene = await smallScene();
    await mkdir(join(scene.skill, 'data'));
    await writeSparse(join(scene.skill, 'data', 'model.bin'), 1_000_000_000);
    for (const command of [['improve'], ['eval'], ['lint'], ['init']]) {
      const said = await refusal(scene.run([...command, scene.skill]));
      expect(said).toContain('"data/model.bin" has 1000 MB in ');
      expect(said).toMatch(/a file of a skill may have 100 MB\.\n {2}Take it out of the folder/);
    }
    expect(await exists(scene.workspace)).toBe(false);
    await rm(join(scene.skill, 'data'), { recursive: true });
    expect((await improve(scene)).code).toBe(0);
    await expectKept(scene);
  });

  it('is refused for 1 GB in all, with its largest files; what machines made does not count', async () => {
    const scene = await smallScene();
    await mkdir(join(scene.skill, 'node_modules'));
    await writeSparse(join(scene.skill, 'node_modules', 'huge'), 5_000_000_000);
    for (let part = 0; part < 10; part += 1) await writeSparse(join(scene.skill, `part-${part}`), 100_000_000);
    const said = await refusal(improve(scene));
    expect(said).toMatch(/has 1001 MB; a skill may have 1000 MB\. The largest files: "part-\d" has 100 MB, /);
    for (let part = 0; part < 10; part += 1) await rm(join(scene.skill, `part-${part}`));
    expect((await improve(scene)).code).toBe(0);
    await expectKept(scene);
  });

  it('is no candidate: an edit that adds 1 GB is reverted, and not stored', async () => {
    const scene = await smallScene();
    const agent = await writeAgent(
      scene,
      `{ async improver(request) {
        const { truncateSync, writeFileSync } = await import('node:fs');
        writeFileSync(request.cwd + '/skill/model.bin', '');
        truncateSync(request.cwd + '/skill/model.bin', 1_000_000_000);
        return planRoles.improver(request);
      } }`,
    );
    const env = { SKILLRATCHET_CALL_LIMIT: 'scratch=none' };
    expect((await improve(scene, { agent, env })).code).toBe(0);
    expect(await resultsOf(scene.workspace)).toMatch(/\n1\tT\t\t0\.68\treverted\t/);
    const { reason } = await readJson(scene.workspace, 'iteration-1', 'decision.json');
    expect(reason).toMatch(/^drop: invalid skill: "model\.bin" has 1000 MB/);
    expect(await exists(join(scene.workspace, 'iteration-1', 'candidate', 'model.bin'))).toBe(false);
    expect(await scene.run(['verify', scene.workspace])).toMatchObject({ code: 0 });
  });
});

describe('names', () => {
  it('with line ends, quotes and blanks are kept, in the skill and in the outputs', async () => {
    const scene = await smallScene();
    const odd = Object.fromEntries(ODD_NAMES.map((name) => [`references/${name}`, name]));
    await writeTree(scene.skill, odd);
    const names = JSON.stringify(ODD_NAMES);
    const agent = await writeAgent(
      scene,
      `{ async executor(request) {
        const { writeFileSync } = await import('node:fs');
        for (const name of ${names}) writeFileSync(request.cwd + '/' + name, name);
        return planRoles.executor(request);
      } }`,
    );
    expect((await improve(scene, { agent })).code).toBe(0);
    await expectKept(scene);
    expect((await readdir(join(scene.workspace, 'v1', 'references'))).sort()).toEqual([...ODD_NAMES].sort());
    const outputs = join(scene.workspace, 'iteration-1', 'eval-1', 'outputs');
    expect((await readdir(outputs)).sort()).toEqual([...ODD_NAMES, 'result.txt'].sort());
    expect((await scene.run(['apply', '--yes', '--workspace', scene.workspace])).code).toBe(0);
    const { entries } = await readJson(scene.workspace, 'manifests', 'v1.json');
    expect(await hashTree(scene.skill)).toEqual(entries);
  });

  it('that are no UTF-8 are refused by name in a skill', async (context) => {
    const scene = await smallScene();
    if (!(await writeLatin(scene.skill))) context.skip('the file system takes no name that is no UTF-8');
    expect(await refusal(improve(scene))).toMatch(/"caf\u00e9" in .* has a name that is no UTF-8\.\n {2}Remove it/);
    expect(await exists(join(scene.workspace, 'run.json'))).toBe(false);
  });

  it('that are no UTF-8 revert an edit, and are noted and passed over in outputs', async (context) => {
    const scene = await smallScene();
    if (!(await writeLatin(scene.temp))) context.skip('the file system takes no name that is no UTF-8');
    await rm(scene.temp, { recursive: true });
    await mkdir(scene.temp);
    const misname = (folder: string) => `{ const { writeFileSync } = await import('node:fs');
        writeFileSync(Buffer.concat([Buffer.from(request.cwd + '${folder}/caf'), Buffer.from([0xe9])]), 'x'); }`;
    const agent = await writeAgent(
      scene,
      `{ async executor(request) { ${misname('')} return planRoles.executor(request); },
         async improver(request) { ${misname('/skill')} return planRoles.improver(request); } }`,
    );
    expect((await improve(scene, { agent })).code).toBe(0);
    expect(await resultsOf(scene.workspace)).toMatch(/\n0\tT\t0\.68\t0\.68\tbaseline\t.*\n1\tT\t\t0\.68\treverted\t/);
    const trial = await readJson(scene.workspace, 'iteration-0', 'eval-1', 'trial.json');
    expect(trial.unreadable_outputs).toEqual(['caf\u00e9']);
    const { reason } = await readJson(scene.workspace, 'iteration-1', 'decision.json');
    expect(reason).toMatch(/^drop: invalid skill: "caf\u00e9" in .* has a name that is no UTF-8/);
    expect(await scene.run(['verify', scene.workspace])).toMatchObject({ code: 0 });
  });
});

/** A file called "café" in Latin-1; false where the file system takes no such name. */
async function writeLatin(folder: string): Promise<boolean> {
  try {
    const path = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]);
    await writeFile(path, 'x');
    return (await readFile(path, 'utf8')) === 'x';
  } catch {
    return false;
  }
}
