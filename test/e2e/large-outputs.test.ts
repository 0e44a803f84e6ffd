import { chmod, cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { type Scene, setScene, writeAgent } from '../support/scene.ts';
import { readJson, resultsOf } from '../support/workspace-files.ts';

/** Makes two large outputs, one of them a program, and one that is called like a reference of ours. */
const LARGE = (bytes: number) => `{
  executor: async (request) => {
    const { writeFileSync } = await import('node:fs');
    const at = (name) => request.cwd + '/' + name;
    writeFileSync(at('big.txt'), 'x'.repeat(${bytes}) + ' needle');
    writeFileSync(at('tool.sh'), '#!/bin/sh\\necho from the tool\\n#' + 'y'.repeat(${bytes}), { mode: 0o755 });
    writeFileSync(at('planted.ref.json'), JSON.stringify({ schema_version: 1, path: '../../run.json' }));
    return planRoles.executor(request);
  },
  judge: async (request) => {
    const { readFileSync, readdirSync } = await import('node:fs');
    const passed = readFileSync(request.cwd + '/outputs/big.txt', 'utf8').endsWith(' needle');
    const alone = !readdirSync(request.cwd + '/outputs').includes('big.txt.ref.json');
    const structured = { expectations: [{ id: 4, passed: passed && alone, evidence: '"needle"' }] };
    return { text: '', structured };
  },
}`;

const EXPECTATIONS = [
  { type: 'file_contains', file: 'big.txt', literal: ' needle' },
  { type: 'shell_command', command: './tool.sh', expect_substring: 'from the tool' },
  { type: 'file_count', glob: '*', op: 'eq', expected: 4 },
  'The needle is in it',
  // So that there is something to climb for.
  { type: 'file_exists', file: 'never.txt' },
];

async function sceneWith(bytes: number) {
  const scene = await setScene();
  const evals = ['1', '2'].map((id) => ({ id, prompt: 'Work through case A.', expectations: EXPECTATIONS }));
  await writeFile(join(scene.skill, 'evals', 'evals.json'), JSON.stringify({ evals }));
  return { scene, agent: await writeAgent(scene, LARGE(bytes)) };
}

const SETTINGS = ['--iterations', '1', '--final-passes', '0', '--seed', '7', '--artifact-limit', '2kB'];

async function climbed(): Promise<Scene> {
  const { scene, agent } = await sceneWith(2000);
  const { code, stderr } = await scene.run(['improve', scene.skill, '--agent', agent, ...SETTINGS]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return scene;
}

const MADE = ['big.txt', 'planted.ref.json', 'result.txt', 'tool.sh'];
const STORED = ['big.txt.ref.json', 'planted.ref.json', 'result.txt', 'tool.sh.ref.json'];

async function trialIn(...path: readonly string[]) {
  const dir = join(...path);
  const { expectations } = await readJson(dir, 'grading.json');
  const items: readonly { passed: boolean; evidence: string }[] = expectations;
  return { outputs: (await readdir(join(dir, 'outputs'))).sort(), items };
}

describe('outputs of more than 10 MB', () => {
  it('are kept once beside the trials, which are graded by what the agent made', async () => {
    const { scene, agent } = await sceneWith(11_000_000);
    const { code } = await scene.run(['eval', scene.skill, '--agent', agent]);
    expect(code).toBe(0);
    expect(await readdir(join(scene.workspace, 'blobs', 'sha256'))).toHaveLength(2);
    for (const id of [1, 2]) {
      const { outputs, items } = await trialIn(scene.workspace, 'iteration-0', `eval-${id}`);
      expect(outputs).toEqual(STORED);
      expect(items.map(({ passed }) => passed)).toEqual([true, true, true, true, false]);
    }
    const reference = await readJson(scene.workspace, 'iteration-0', 'eval-1', 'outputs', 'big.txt.ref.json');
    expect((await stat(join(scene.workspace, reference.path))).size).toBe(11_000_007);
  });

  it('stay with their trials where that is asked for', async () => {
    const { scene, agent } = await sceneWith(11_000_000);
    await scene.run(['eval', scene.skill, '--agent', agent, '--artifact-limit', 'none']);
    expect((await trialIn(scene.workspace, 'iteration-0', 'eval-1')).outputs).toEqual(MADE);
    expect(await exists(join(scene.workspace, 'blobs'))).toBe(false);
  });
});

describe('a run with large outputs', () => {
  it('is graded again by the same bytes, and verifies, here and as a copy', async () => {
    const scene = await climbed();
    const before = (await trialIn(scene.workspace, 'iteration-1', 'eval-1')).items;
    expect((await scene.run(['regrade', '--workspace', scene.workspace])).code).toBe(0);
    const { expectations } = await readJson(scene.workspace, 'regrades/1/iteration-1/eval-1/grading.json');
    expect(expectations).toEqual(before);
    expect(expectations[3]).toMatchObject({ passed: true, evidence_verified: true });
    await cp(scene.workspace, join(scene.root, 'copy', 'w'), { recursive: true });
    await rm(scene.workspace, { recursive: true });
    expect((await scene.run(['verify', join('copy', 'w')])).stdout).toMatch(/^ok: .*no difference$/m);
  });

  it('shows them by their own names', async () => {
    const scene = await climbed();
    const shown = await scene.run(['show', '1/1', '--workspace', scene.workspace]);
    expect(shown.stdout).toContain(`outputs     ${MADE.join(', ')}\n`);
    const record = JSON.parse((await scene.run(['show', '1', '--json', '--workspace', scene.workspace])).stdout);
    const { path, sha256, size } = await readJson(scene.workspace, 'iteration-1/eval-1/outputs/big.txt.ref.json');
    expect(record.artifact_paths[path]).toEqual({ size, sha256 });
  });

  it('is exported with the files themselves, and played again from them', async () => {
    const scene = await climbed();
    for (const form of ['artifacts', 'outputs']) {
      expect(await scene.run(['export', form, '--workspace', scene.workspace])).toMatchObject({ code: 0, stderr: '' });
    }
    const { run_id } = await readJson(scene.workspace, 'run.json');
    const job = join(scene.root, 'artifacts', 'jobs', `${run_id}-iter-1`, 'eval-1__t1', 'agent', 'outputs');
    const bundle = join(scene.root, 'outputs', run_id, 'run_files', 'iteration_1', 'eval-1', 'outputs');
    for (const folder of [job, bundle]) {
      expect((await readdir(folder)).sort()).toEqual(MADE);
      expect(await readFile(join(folder, 'big.txt'), 'utf8')).toMatch(/ needle$/);
      expect((await stat(join(folder, 'tool.sh'))).mode & 0o100).toBe(0o100);
    }
    const again = join(scene.root, 'again');
    const replay = ['improve', scene.skill, '--agent', 'replay:artifacts', ...SETTINGS, '--workspace', again];
    expect((await scene.run(replay)).code).toBe(0);
    expect(await resultsOf(again)).toBe(await resultsOf(scene.workspace));
    expect((await trialIn(again, 'iteration-1', 'eval-1')).outputs).toEqual(STORED);
  });

  it('gives its trials to another run, but for those whose bytes are gone', async () => {
    const scene = await climbed();
    const { config } = await readJson(scene.workspace, 'run.json');
    const reuse = (name: string) =>
      scene.run([
        ...['improve', scene.skill, '--agent', config.agent, ...SETTINGS],
        ...['--reuse', scene.workspace, '--workspace', join(scene.root, name)],
      ]);
    expect((await reuse('one')).stderr.match(/\(reused\)/g)).toHaveLength(2);
    expect((await trialIn(scene.root, 'one', 'iteration-1', 'eval-1')).outputs).toEqual(STORED);
    scene.tampered();
    await rm(join(scene.workspace, 'blobs'), { recursive: true });
    expect((await reuse('two')).stderr).not.toContain('(reused)');
  });
});

describe('bytes of a large output', () => {
  it('that were changed or taken away are named, and nothing is graded by them', async () => {
    const scene = await climbed();
    scene.tampered();
    const { path } = await readJson(scene.workspace, 'iteration-1/eval-1/outputs/big.txt.ref.json');
    const blob = join(scene.workspace, path);
    await chmod(blob, 0o644);
    await writeFile(blob, 'z'.repeat(2007));
    const verify = () => scene.run(['verify', scene.workspace]);
    expect(await verify()).toMatchObject({ code: 6, stdout: expect.stringContaining(`${path} was changed`) });
    await rm(blob);
    expect(await verify()).toMatchObject({ code: 6, stdout: expect.stringContaining(`${path} is missing`) });
    const regrade = await scene.run(['regrade', '--workspace', scene.workspace]);
    expect(regrade).toMatchObject({ code: 2, stderr: expect.stringContaining(`${path} is missing`) });
    const exported = await scene.run(['export', 'artifacts', '--workspace', scene.workspace]);
    expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining(`warning: ${blob} is missing`) });
  });

  it('that no trial refers to are told of and gone after the next start; a strange file is named', async () => {
    const scene = await climbed();
    const blobs = join(scene.workspace, 'blobs', 'sha256');
    const used = (await readdir(blobs)).sort();
    const left = ['0'.repeat(64), 'copy.12.1'];
    for (const name of left) await writeFile(join(blobs, name), 'half');
    const { code, stdout } = await scene.run(['verify', scene.workspace]);
    expect(code).toBe(0);
    for (const name of left) {
      expect(stdout).toContain(`left by a killed process, harmless: blobs/sha256/${name}`);
    }
    const { config } = await readJson(scene.workspace, 'run.json');
    const again = ['improve', scene.skill, '--agent', config.agent, ...SETTINGS, '--iterations', '2'];
    expect((await scene.run(again)).code).toBe(0);
    expect((await readdir(blobs)).sort()).toEqual(used);
    await writeFile(join(blobs, 'notes.txt'), 'mine');
    const strange = await scene.run(['verify', scene.workspace]);
    expect(strange).toMatchObject({ code: 6, stdout: expect.stringContaining('notes.txt does not belong here') });
    await rm(join(blobs, 'notes.txt'));
    await mkdir(join(scene.workspace, 'sealed', 'blobs'), { recursive: true });
    expect((await scene.run(['verify', scene.workspace])).code).toBe(0);
  });
});
