import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { type Scene, setScene } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

/** A PATH with a program that says of itself what Claude Code would, and does nothing else. */
async function withClient({ root }: Scene, loggedIn: boolean): Promise<{ readonly PATH: string }> {
  await mkdir(join(root, 'bin'));
  const says = `case "$*" in --version) echo '9.8.7 (Claude Code)';; *auth*) echo '{"loggedIn": ${loggedIn}}';; esac`;
  await writeFile(join(root, 'bin', 'claude'), `#!/bin/sh\n${says}\n`, { mode: 0o755 });
  return { PATH: join(root, 'bin') };
}

const EVAL = ['eval', 'plan', '--retries', '0'];

it('without --agent the first that is installed and logged in is taken, and named', async () => {
  const scene = await setScene();
  const { stderr } = await scene.run(EVAL, { env: await withClient(scene, true) });
  expect(stderr).toContain('agent claude 9.8.7, the first that is installed and logged in');
  const { config, origins } = await readJson(scene.workspace, 'run.json');
  expect({ ...config, from: origins.agent }).toMatchObject({ agent: 'claude', judge: 'claude', from: 'default' });
});

it('without --agent and without any agent nothing is begun, and how to get one is told', async () => {
  const scene = await setScene();
  const ended = await scene.run(EVAL, { env: { PATH: scene.temp } });
  expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringContaining('No agent was found') });
  expect(ended.stderr).toContain('npm install -g @anthropic-ai/claude-code');
  expect(await exists(scene.workspace)).toBe(false);
});

it('an agent that is not logged in stops a run before its first trial, with the command that logs in', async () => {
  const scene = await setScene();
  const ended = await scene.run([...EVAL, '--agent', 'claude'], { env: await withClient(scene, false) });
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('Claude Code is not logged in.') });
  expect(ended.stderr).toMatch(/run `claude[^`]*`/);
  expect(await exists(scene.workspace)).toBe(false);
});

it('a judge that is not there stops a run as well', async () => {
  const scene = await setScene();
  const ended = await scene.run([...EVAL, '--agent', scripted('plan'), '--judge', 'claude'], {
    env: { PATH: scene.temp },
  });
  expect(ended).toMatchObject({ code: 4, stderr: expect.stringContaining('Claude Code was not found') });
});
