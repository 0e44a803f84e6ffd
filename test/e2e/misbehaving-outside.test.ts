import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { measureWith, planScene } from '../support/misbehaviour.ts';
import { writeAgent } from '../support/scene.ts';
import { resultsOf } from '../support/workspace-files.ts';

const SPEC = scripted('writes-outside');

/** In every role it notes all that it is told and finds around its work folder, in the file SEEN. */
const SPIES = `Object.fromEntries(Object.entries(planRoles).map(([name, role]) => [name, async (request) => {
  const fs = await import('node:fs');
  const around = request.cwd + '/..';
  const paths = fs.readdirSync(around, { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map(({ parentPath, name }) => parentPath + '/' + name);
  const texts = files.map((file) => [file, readFileSync(file, 'utf8')]);
  fs.appendFileSync(process.env.SEEN, JSON.stringify({ request, env: process.env, argv: process.argv, texts }) + '\\n');
  return role(request);
}]))`;

describe('no agent', () => {
  it.concurrent('is told where the skill or the workspace is', async ({ expect, onTestFinished }) => {
    const scene = await planScene(onTestFinished, [1, 4]);
    const seen = join(scene.root, 'seen.jsonl');
    const flags = ['--agent', await writeAgent(scene, SPIES), '--iterations', '1'];
    expect((await measureWith('plan', scene, { flags, env: { SEEN: seen } })).code).toBe(0);
    const text = await readFile(seen, 'utf8');
    for (const role of ['executor', 'judge', 'improver']) expect(text).toContain(`"role":"${role}"`);
    expect(text).toContain('changelog');
    expect(text).not.toContain(scene.skill);
    expect(text).not.toContain('autoresearch');
  });
});

describe('an executor that has found its way and writes', { timeout: 60_000 }, () => {
  const writing = (...files: readonly string[]) => ({ WRITE_TO: files.join(':') });

  it.concurrent('into the skill changes no score; the run says so when it is to go on', async ({
    expect,
    onTestFinished,
  }) => {
    const scene = await planScene(onTestFinished);
    const env = writing(join(scene.skill, 'SKILL.md'));
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
    const ended = await measureWith('writes-outside', scene, { env: writing(evals) });
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
    const env = writing(join(scene.workspace, 'v0', 'SKILL.md'));
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
    const env = writing(grading);
    const ended = await scene.run(['eval', 'plan', '--agent', SPEC, '--env', 'WRITE_TO'], { env });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining(grading) });
    expect(await exists(join(scene.workspace, 'results.tsv'))).toBe(false);
  });
});
