import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { hashTree } from '../../src/platform/tree.ts';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { HAS_TERMINALS, onTerminal } from '../support/terminal.ts';

async function ranScene(): Promise<Scene> {
  const scene = await setScene();
  const flags = ['--agent', scripted('plan'), '--iterations', '1', '--artifacts', 'artifacts'];
  const { code, stderr } = await scene.run(['improve', 'plan', ...flags]);
  if (code !== 0) throw new Error(stderr);
  await scene.run(['export', 'artifacts', '--to', 'artifacts']);
  scene.tampered();
  return scene;
}

describe('clean', () => {
  it('lists what would go, then takes it away, and never the skill nor an archive', async () => {
    const scene = await ranScene();
    const before = await hashTree(scene.skill);
    const { stdout } = await scene.run(['clean', '--all', '--dry-run']);
    expect(stdout).toMatch(/^would remove plan-autoresearch \(\d+ files\)$/m);
    expect(stdout).toMatch(/^would remove artifacts\/jobs \(\d+ files\)$/m);
    expect(await exists(scene.workspace)).toBe(true);
    const refused = await scene.run(['clean', '--all']);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('clean asks before it removes anything'),
    });
    expect((await scene.run(['clean', '--all', '--yes'])).code).toBe(0);
    expect(await exists(scene.workspace)).toBe(false);
    expect((await readdir(join(scene.root, 'artifacts'))).sort()).toEqual([
      '.skillratchet-export.json',
      'archives',
      'index.yaml',
    ]);
    expect(await hashTree(scene.skill)).toEqual(before);
    expect((await scene.run(['clean', '--artifacts', '--yes'])).stdout).toBe('There is nothing to remove.\n');
    expect((await scene.run(['clean', '--artifacts', '--purge', '--yes', '--json'])).stdout).toContain(
      '"removed":true',
    );
    expect(await readdir(join(scene.root, 'artifacts'))).toEqual(['.skillratchet-export.json']);
  });

  it('keeps what git tracks', async () => {
    const scene = await ranScene();
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: scene.root });
    git('init', '-q');
    const [job = ''] = await readdir(join(scene.root, 'artifacts', 'jobs'));
    git('add', join('artifacts', 'jobs', job, 'result.json'));
    expect((await scene.run(['clean', '--artifacts', '--yes'])).stdout).toContain(
      '1 of them kept because git tracks them',
    );
    expect(await readdir(join(scene.root, 'artifacts', 'jobs'))).toEqual([job]);
    expect(await readdir(join(scene.root, 'artifacts', 'jobs', job))).toEqual(['result.json']);
  });

  it('refuses what is not ours, and takes nothing away by itself', async () => {
    const scene = await setScene();
    await mkdir(join(scene.root, 'outputs'));
    await writeFile(join(scene.root, 'outputs', 'mine.txt'), '');
    const said = async (...args: readonly string[]) => {
      const { code, stderr } = await scene.run(['clean', ...args, '--yes']);
      return `${code} ${stderr}`;
    };
    expect(await said()).toContain('2 error: clean takes nothing away by itself.');
    expect(await said('--outputs')).toContain('holds no .skillratchet-export.json of ours; nothing was removed.');
    expect(await said('--outputs', 'nowhere')).toContain('nowhere does not exist.');
    expect(await said('--workspace')).toContain('No workspace was found');
    expect(await readdir(join(scene.root, 'outputs'))).toEqual(['mine.txt']);
  });

  it.skipIf(!HAS_TERMINALS)('asks on a terminal, and a no is a no', async () => {
    const scene = await ranScene();
    const env = { PATH: process.env.PATH ?? '', HOME: scene.temp, TERM: 'xterm', PYTHONDONTWRITEBYTECODE: '1' };
    const { code, said } = await onTerminal(
      ['clean', '--workspace'],
      { question: '[y/N] ', answer: 'n\n' },
      { cwd: scene.root, env },
    );
    expect(code).toBe(0);
    expect(said).toContain('Remove plan-autoresearch? [y/N]');
    expect(said).toContain('Nothing was removed.');
    expect(await exists(scene.workspace)).toBe(true);
  });
});
