import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { measureWith, planScene } from '../support/misbehaviour.ts';
import type { Scene } from '../support/scene.ts';
import { resultsOf } from '../support/workspace-files.ts';

const SPEC = scripted('writes-outside');

describe('an executor that has found its way and writes', { timeout: 60_000 }, () => {
  /** It is told by a list: no variable may name a place in the skill or the workspace. */
  const writing = async ({ root }: Scene, file: string) => {
    const list = join(root, 'list');
    await writeFile(list, file);
    return { WRITE_TO: list };
  };

  it.concurrent('into the skill changes no score; the run says so when it is to go on', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const env = await writing(scene, join(scene.skill, 'SKILL.md'));
    expect((await measureWith('writes-outside', scene, { env })).code).toBe(0);
    expect(await resultsOf(scene.workspace)).toContain('\n0\tT\t0.68\t0.68\tbaseline\t');
    const again = await measureWith('writes-outside', scene);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('equals none of its versions') });
  });

  it.concurrent('into the evals of the run ends it; the next start puts them back, and nothing is scored against the change', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const evals = join(scene.workspace, 'v0', 'evals', 'evals.json');
    const ended = await measureWith('writes-outside', scene, { env: await writing(scene, evals) });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('"evals/evals.json" in ') });
    expect((await scene.run(['verify'])).code).toBe(6);

    const again = await measureWith('writes-outside', scene, { flags: ['--iterations', '1'] });
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('warning: evals_changed: v0/evals') });
    expect(await readFile(evals, 'utf8')).toBe(await readFile(join(scene.skill, 'evals', 'evals.json'), 'utf8'));
    expect(await resultsOf(scene.workspace)).toMatch(/\n0\tT\t0\.68\t.*\n1\tT\t0\.8\t0\.8\tkept\t/);
  });

  it.concurrent('into the version that is measured ends the run: nothing is scored against that', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished, [1, 2]);
    const env = await writing(scene, join(scene.workspace, 'v0', 'SKILL.md'));
    const ended = await measureWith('writes-outside', scene, { env, flags: ['--concurrency', '1'] });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('v0 is not the skill that iteration 0') });
    const verified = await scene.run(['verify']);
    expect(verified).toMatchObject({ code: 6, stdout: expect.stringContaining('v0/SKILL.md') });

    await writeFile(join(scene.workspace, 'v0', 'SKILL.md'), await readFile(join(scene.skill, 'SKILL.md')));
    expect((await measureWith('writes-outside', scene)).code).toBe(0);
    expect(await resultsOf(scene.workspace)).toContain('\n0\tT\t0.68\t0.68\tbaseline\t');
  });

  it.concurrent('into the grading of another trial ends the run, and the file is named', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished, [1, 2]);
    const grading = join(scene.workspace, 'iteration-0', 'eval-1', 'grading.json');
    // The first eval is measured while there is nothing to write to.
    expect((await scene.run(['eval', 'plan', '--eval', '1', '--agent', SPEC, '--env', 'WRITE_TO'])).code).toBe(0);
    const env = await writing(scene, grading);
    const ended = await scene.run(['eval', 'plan', '--agent', SPEC, '--env', 'WRITE_TO'], { env });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(grading) });
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(false);
  });
});
