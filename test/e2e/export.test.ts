import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { refusal, smallScene } from '../support/small-scene.ts';
import { readJson } from '../support/workspace-files.ts';
import { writeTree } from '../support/write-tree.ts';

describe('export', () => {
  it('lists what it can write, each with its flags', async () => {
    const scene = await smallScene();
    const { stdout, code } = await scene.run(['export', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/artifacts .*a job for each iteration/);
    const { stdout: help } = await scene.run(['export', 'artifacts', '--help']);
    expect(help).toMatch(/--trajectory.*--json.*Examples:/s);
  });

  it('writes to ./artifacts what stands in the workspace in reach, and says how much', async () => {
    const scene = await smallScene();
    await scene.run(['improve', scene.skill, '--agent', scripted('plan'), '--iterations', '1', '--final-passes', '0']);
    const { stdout, code } = await scene.run(['export', 'artifacts']);
    expect({ stdout, code }).toEqual({
      stdout: 'Written to artifacts: jobs 2, trials 2, trajectories 2.\n',
      code: 0,
    });
    expect((await readdir(join(scene.root, 'artifacts', 'jobs'))).map((name) => name.replace(/^\w+-/, ''))).toEqual([
      'iter-0',
      'iter-1',
    ]);
    const { stdout: json } = await scene.run(['export', 'artifacts', scene.skill, '--json']);
    expect(JSON.parse(json)).toMatchObject({
      exporter: 'artifacts',
      to: join(scene.root, 'artifacts'),
      written: { jobs: 2 },
      skipped: { pending: 0 },
      warnings: [],
    });
  });

  it('refuses what it does not know, and folders that are not ours', async () => {
    const scene = await smallScene();
    await scene.run(['eval', scene.skill, '--agent', scripted('plan')]);
    expect(await refusal(scene.run(['export', 'artifacts', '--trajectory', 'half']))).toMatch(/full, final/);
    expect((await scene.run(['export', 'artefacts'])).code).toBe(2);
    await writeTree(join(scene.root, 'mine'), { 'thesis.txt': '' });
    expect(await refusal(scene.run(['export', 'artifacts', '--to', 'mine']))).toMatch(/--to DIR/);
    expect(await refusal(scene.run(['export', 'artifacts', '--to', scene.skill]))).toMatch(/lies in the skill/);
  });

  it('writes training data beside the artifacts, and leaves it alone when nothing changed', async () => {
    const scene = await smallScene();
    await scene.run(['eval', scene.skill, '--agent', scripted('plan')]);
    const { stdout } = await scene.run(['export', 'sft', '--status', 'all', '--job', 'latest', '--skip-unchanged']);
    expect(stdout).toBe('Written to artifacts: jobs 1, records 1.\n');
    const { stdout: again, code } = await scene.run(['export', 'sft', '--status', 'all', '--skip-unchanged', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(again)).toMatchObject({ written: { jobs: 0 }, skipped: { unchanged_jobs: 1, invalid: 0 } });
    expect(await refusal(scene.run(['export', 'sft', '--min-pass-rate', '2']))).toMatch(/--min-pass-rate/);
  });

  it('happens by itself where a run is asked for it, and the workspace says where', async () => {
    const scene = await smallScene();
    const improve = ['improve', scene.skill, '--agent', scripted('plan'), '--final-passes', '0', '--iterations'];
    const { code, stderr } = await scene.run([...improve, '1', '--artifacts', 'artifacts', '--sft']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('training data written to') });
    const { outputs } = await readJson(scene.workspace, 'config.json');
    expect(outputs).toEqual({ raw_trajectories_dir: '../artifacts/jobs', sft_data_dir: '../artifacts/sft_data' });
    for (const folder of [outputs.raw_trajectories_dir, outputs.sft_data_dir]) {
      const names = await readdir(join(scene.workspace, folder));
      expect(names.map((name) => name.replace(/^\w+-/, '')).sort()).toEqual(['iter-0', 'iter-1']);
    }
    // It is no part of the measurement: the run goes on without, and verifies.
    expect((await scene.run([...improve, '2'])).code).toBe(0);
    expect(await readJson(scene.workspace, 'config.json')).toMatchObject({ outputs });
    expect((await scene.run(['verify', scene.workspace])).code).toBe(0);
  });

  it('gives enough for the page of a run whose workspace is gone', async () => {
    const scene = await smallScene();
    await scene.run([
      'improve',
      scene.skill,
      '--agent',
      scripted('plan'),
      '--iterations',
      '1',
      '--artifacts',
      'artifacts',
    ]);
    await rm(scene.workspace, { recursive: true });
    const page = ['report', '--html', 'd.html', '--artifacts'];
    expect(await scene.run([...page, 'artifacts'])).toMatchObject({ code: 0, stdout: 'Written: d.html\n', stderr: '' });
    const html = await readFile(join(scene.root, 'd.html'), 'utf8');
    expect(html).toMatch(/Made from artifacts alone: [0-9a-f]{12}-iter-0, [0-9a-f]{12}-iter-1\./);
    await writeTree(join(scene.root, 'mine'), { 'thesis.txt': '' });
    expect(await refusal(scene.run([...page, 'mine']))).toMatch(/holds no job of a run/);
    expect(await refusal(scene.run([...page, 'nowhere']))).toMatch(/nowhere does not exist/);
    expect(await refusal(scene.run([...page, 'artifacts', '--run', 'x']))).toMatch(/There are jobs of [0-9a-f]{12}/);
    expect(await refusal(scene.run([...page, 'artifacts', '--plots']))).toMatch(/not with --plots/);
    expect(await refusal(scene.run([...page, 'artifacts', scene.skill]))).toMatch(/not with a workspace/);
    expect(await refusal(scene.run(['report', '--artifacts', 'artifacts']))).toMatch(/made with --html FILE/);
    expect(await refusal(scene.run(['report', '--run', 'x']))).toMatch(/--artifacts DIR/);
  });
});
