import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, scripted } from '../support/cli.ts';
import { openScene, type Scene } from '../support/scene.ts';

const run = promisify(execFile);

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
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0]);
  };

  it('offers commands, flags and what they may be', async () => {
    expect(await offered('res')).toEqual(['restore', ':4']);
    expect(await offered('improve', '--rul')).toEqual(['--rule', ':4']);
    expect(await offered('improve', '--rule', '')).toEqual(['race', 'strict', ':4']);
  });

  it('offers the versions, iterations and evals of the workspace in reach, and leaves folders to the shell', async () => {
    expect(await offered('restore', '')).toEqual(['v0', 'v1', 'best', ':4']);
    expect(await offered('diff', 'v0', 'it')).toEqual(['iteration-0', 'iteration-1', ':4']);
    expect(await offered('show', '1/')).toEqual(['1/1', '1/2', '1/3', '1/4', ':4']);
    expect(await offered('improve', '')).toEqual([':0']);
  });

  it('offers no name of a stranger that a shell could take for a command', async () => {
    await mkdir(join(scene.workspace, 'iteration-1', 'eval-$(touch hit)'));
    scene.tampered();
    expect(await offered('show', '1/')).not.toContain('1/$(touch hit)');
  });

  it('works in bash, by the script that the program prints', async () => {
    const bin = join(scene.root, 'bin');
    await mkdir(bin);
    await symlink(process.execPath, join(bin, 'node'));
    await writeFile(join(bin, 'skillratchet'), `#!/bin/sh\nexec node ${PROGRAM} "$@"\n`, { mode: 0o755 });
    const { stdout: script } = await scene.run(['completion', 'bash']);
    const env = { PATH: `${bin}:${process.env.PATH}`, HOME: scene.temp };
    const offeredBehind = async (command: string, word: string) => {
      const pressed = `${script}
      _get_comp_words_by_ref() { [[ "$2" == *@* ]] && cur=${word}; words=(skillratchet ${command} ${word}); cword=2; }
      _skillratchet=$(complete -p skillratchet | sed 's/.*-F \\([^ ]*\\).*/\\1/')
      compopt() { :; }
      "$_skillratchet"; echo "\${COMPREPLY[*]}"`;
      const { stdout } = await run('bash', ['-c', pressed], { cwd: scene.root, env });
      return stdout.trim().split(/\s+/);
    };
    expect(await offeredBehind('restore', 'v')).toEqual(['v0', 'v1']);
    const ofAnother = join(scene.workspace, 'iteration-1', 'agent-codex.mjs');
    for (const id of ['1', '2']) await mkdir(join(ofAnother, `eval-${id}`), { recursive: true });
    scene.tampered();
    expect(await offeredBehind('show', '1/2')).toEqual(['1/2', '1/2@@codex.mjs']);
    // What stands behind an @ is a word of its own to bash.
    expect(await offeredBehind('show', '1/2@@co')).toEqual(['codex.mjs']);
  });

  it.each(['zsh', 'fish'])('has a script for %s', async (shell) => {
    const { stdout, code } = await scene.run(['completion', shell]);
    expect(code).toBe(0);
    expect(stdout).toContain('skillratchet complete --');
  });

  it('refuses a shell that it does not know', async () => {
    const { stderr, code } = await scene.run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('Allowed choices are bash, zsh, fish.');
  });
});
