import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findExecutable, gitFacts, machineFacts } from '../../src/platform/machine.ts';
import { useTempFolder } from './temp.ts';

const folder = useTempFolder();

it('the machine is described', () => {
  expect(machineFacts()).toEqual({
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    os_release: expect.stringMatching(/\d/),
    cpus: expect.any(Number),
  });
});

describe('the git facts of a folder', () => {
  afterEach(() => vi.unstubAllEnvs());

  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: folder(),
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();

  async function commit(): Promise<string> {
    git('init', '--quiet', '--initial-branch=trunk');
    await mkdir(`${folder()}/skill`);
    await writeFile(`${folder()}/skill/SKILL.md`, 'one');
    git('add', '.');
    git('commit', '--quiet', '--message=one');
    return git('rev-parse', 'HEAD');
  }

  it('are its commit, its branch, and whether that folder was changed', async () => {
    const sha = await commit();
    await writeFile(`${folder()}/beside`, '');
    expect(await gitFacts(`${folder()}/skill`)).toEqual({ sha, branch: 'trunk', dirty: false });
    expect(await gitFacts(folder())).toEqual({ sha, branch: 'trunk', dirty: true });
    git('checkout', '--quiet', '--detach');
    await writeFile(`${folder()}/skill/SKILL.md`, 'two');
    expect(await gitFacts(`${folder()}/skill`)).toEqual({ sha, branch: null, dirty: true });
  });

  it('are read without a write to the repository', async () => {
    await commit();
    await writeFile(`${folder()}/skill/SKILL.md`, 'one');
    const before = await stat(`${folder()}/.git/index`);
    await gitFacts(folder());
    expect((await stat(`${folder()}/.git/index`)).mtimeMs).toBe(before.mtimeMs);
    expect((await readdir(`${folder()}/.git`)).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('are none outside git, before the first commit, without git, or without the folder', async () => {
    expect(await gitFacts(folder())).toBeNull();
    git('init', '--quiet');
    expect(await gitFacts(folder())).toBeNull();
    expect(await gitFacts(`${folder()}/missing`)).toBeNull();
    vi.stubEnv('PATH', folder());
    expect(await gitFacts(folder())).toBeNull();
  });
});

describe('an executable', () => {
  async function place(name: string, mode: number): Promise<string> {
    const path = `${folder()}/${name}`;
    await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    await writeFile(path, '#!/bin/sh\n');
    await chmod(path, mode);
    return path;
  }

  it('is found in the first folder of the path that has it', async () => {
    const first = await place('one/tool', 0o755);
    await place('two/tool', 0o755);
    expect(await findExecutable('tool', `${folder()}/none:${folder()}/one:${folder()}/two`)).toBe(first);
  });

  it('is found by its path, and through a link', async () => {
    const tool = await place('with space/tööl', 0o755);
    await symlink(tool, `${folder()}/link`);
    expect(await findExecutable(tool, '')).toBe(tool);
    expect(await findExecutable(`${folder()}/./with space/tööl`, '')).toBe(tool);
    expect(await findExecutable('link', folder())).toBe(`${folder()}/link`);
  });

  it('is neither a folder, nor a file without the right to run, nor one in a relative folder of the path', async () => {
    await mkdir(`${folder()}/folder`);
    await place('plain', 0o644);
    await symlink('loop', `${folder()}/loop`);
    for (const name of ['folder', 'plain', 'loop', 'missing', 'plain/tool']) {
      expect(await findExecutable(name, folder())).toBeNull();
      expect(await findExecutable(`${folder()}/${name}`, '')).toBeNull();
    }
    expect(await findExecutable('sh', '::.:bin')).toBeNull();
  });
});
