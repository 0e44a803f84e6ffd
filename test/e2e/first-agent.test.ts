import { expect, it } from 'vitest';
import { exists } from '../../src/platform/exists.ts';
import { scripted } from '../support/cli.ts';
import { fakeClaude } from '../support/fake-client.ts';
import { setScene } from '../support/scene.ts';
import { readJson } from '../support/workspace-files.ts';

const EVAL = ['eval', 'plan', '--retries', '0'];

it('without --agent the first that is installed and logged in is taken, and named', async () => {
  const scene = await setScene();
  const { stderr } = await scene.run(EVAL, { env: { PATH: await fakeClaude(scene.root, true) } });
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
  const ended = await scene.run([...EVAL, '--agent', 'claude'], { env: { PATH: await fakeClaude(scene.root, false) } });
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
