import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { setScene } from '../support/scene.ts';

it('every run of improve is archived, however it ended, and history lists them', async () => {
  const scene = await setScene();
  const improve = (agent: string, ...flags: readonly string[]) =>
    scene.run(['improve', 'plan', '--agent', scripted(agent), '--artifacts', 'artifacts', ...flags]);
  expect((await improve('auth-error')).code).toBe(4);
  expect((await improve('auth-error', '--dry-run')).code).toBe(0);
  expect((await improve('plan', '--restart', '--iterations', '1', '--to', 'outputs')).code).toBe(0);
  const jobs = await readdir(join(scene.root, 'artifacts', 'jobs'));
  expect(jobs.map((name) => name.slice(-7)).sort()).toEqual(['-iter-0', '-iter-1']);
  const [bundle = ''] = (await readdir(join(scene.root, 'outputs'))).filter((name) => !name.startsWith('.'));
  expect(await exists(join(scene.root, 'outputs', bundle, 'README.md'))).toBe(true);
  const index = join(scene.root, 'artifacts', 'index.yaml');
  const before = await readFile(index, 'utf8');
  expect((await improve('plan', '--max-trials', '8', '--iterations', '+5')).code).toBe(5);
  expect((await readFile(index, 'utf8')).slice(0, before.length)).toBe(before);

  const { stdout } = await scene.run(['history', '--json']);
  expect(JSON.parse(stdout)).toMatchObject([
    { id: 'run_001', status: 'failed', archive: 'archives/run_001/' },
    { id: 'run_002', status: 'completed', notes: '0.66 → 0.78 (v1) in 1 iterations, stopped by iterations' },
    { id: 'run_003', status: 'completed' },
  ]);
  for (const part of ['metadata.yaml', 'config.yaml', 'scripts/plan.js', 'session.log', 'monitor.md']) {
    expect(await exists(join(scene.root, 'artifacts/archives/run_002', part)), part).toBe(true);
  }
  expect((await scene.run(['history'])).stdout).toMatch(/^run_001 {2}\S+Z {2}failed {5}nothing was measured/);
  expect(await scene.run(['history', 'nowhere'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nowhere/index.yaml does not exist'),
  });
});
