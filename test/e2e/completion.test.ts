import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scripted } from '../support/cli.ts';
import { openScene, type Scene } from '../support/scene.ts';

describe('completion', () => {
  let scene: Scene;
  let close: () => Promise<void>;
  beforeAll(async () => {
    ({ scene, close } = await openScene());
    await scene.run(['improve', 'plan', '--agent', scripted('plan'), '--iterations', '1']);
  });
  afterAll(() => close());

  const offered = async (...words: readonly string[]) => {
    const { stdout, code } = await scene.run(['complete', '--', ...words]);
    expect(code).toBe(0);
    return stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t')[0]);
  };

  it('offers commands, flags and what they may be', async () => {
    expect(await offered('res')).toEqual(['restore']);
    expect(await offered('improve', '--rul')).toEqual(['--rule']);
    expect(await offered('improve', '--rule', '')).toEqual(['race', 'strict']);
    expect(await offered('improve', '--rule=s')).toEqual(['--rule=strict']);
  });

  it('offers the versions, iterations and evals of the workspace in reach, and leaves folders to the shell', async () => {
    expect(await offered('restore', '')).toEqual(['v0', 'v1', 'best']);
    expect(await offered('diff', 'v0', 'it')).toEqual(['iteration-0', 'iteration-1']);
    expect(await offered('show', '1/')).toEqual(['1/1', '1/2', '1/3', '1/4']);
    expect(await offered('improve', '')).toEqual([]);
  });

  it('offers no name of a stranger that a shell could take for a command', async () => {
    await mkdir(join(scene.workspace, 'iteration-1', 'eval-$(touch hit)'));
    scene.tampered();
    expect(await offered('show', '1/')).not.toContain('1/$(touch hit)');
  });

  it('refuses a shell that it does not know', async () => {
    const { stderr, code } = await scene.run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
  });
});
