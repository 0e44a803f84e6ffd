import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { ROOT } from '../support/cli.ts';
import { processesOf } from '../support/scene.ts';

const run = promisify(execFile);

async function checkoutStatus(): Promise<string> {
  const { stdout } = await run('git', ['status', '--porcelain', '--ignored'], { cwd: ROOT });
  return stdout;
}

it('the packed program, installed in an empty folder, runs its demo and leaves the checkout as it was', async () => {
  const before = await checkoutStatus();
  const root = await mkdtemp(join(await realpath(tmpdir()), 'skillratchet-pack-'));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  const [home, temp, project] = [join(root, 'home'), join(root, 'tmp'), join(root, 'project')];
  for (const folder of [home, temp, project]) await mkdir(folder);
  await writeFile(join(project, 'package.json'), '{ "private": true }\n');

  const packed = await run('npm', ['pack', '--ignore-scripts', '--pack-destination', root, '--silent'], { cwd: ROOT });
  const tarball = join(root, packed.stdout.trim());
  // The user's own npm settings and cache, so that it installs wherever the checkout could be installed.
  const options = ['--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  await run('npm', ['install', ...options, tarball], { cwd: project, env: { ...process.env, HOME: homedir() } });

  const env = { PATH: process.env.PATH, HOME: home, TMPDIR: temp, npm_config_update_notifier: 'false' };
  const demo = ['--no-install', 'skillratchet', 'demo', '--to', 'sample', '--json'];
  const { stdout, stderr } = await run('npx', demo, { cwd: project, env });
  const { stop_reason, best, rows } = JSON.parse(stdout);
  expect({ stop_reason, best }).toEqual({
    stop_reason: expect.stringMatching(/ceiling|iterations/),
    best: expect.stringMatching(/^v[1-9]/),
  });
  expect(Number(rows.at(-1).best_score)).toBeGreaterThan(Number(rows[0].score) + 0.2);
  expect(rows.map(({ action }: { action: string }) => action)).toContain('reverted');
  expect(stderr).toContain(join('sample', 'release-notes'));
  expect(await readFile(join(project, 'sample', 'release-notes-autoresearch', 'best'), 'utf8')).toBe(`${best}\n`);

  expect((await readdir(temp)).filter((name) => name.startsWith('skillratchet'))).toEqual([]);
  expect(await processesOf(root)).toEqual([]);
  expect(await checkoutStatus()).toBe(before);
}, 180_000);
