import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM, scripted } from '../support/cli.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { commandOnTerminal, HAS_TERMINALS } from '../support/terminal.ts';

/** What is typed, with a press of Tab at each ⇥, and what the program is called with then. */
const COMPLETED = [
  ['res⇥be⇥', 'restore best'],
  ['improve --rule=st⇥', 'improve --rule=strict'],
  ['show 1/2@⇥', 'show 1/2@@codex.mjs'],
  ['show 1/2@@co⇥', 'show 1/2@@codex.mjs'],
  // A colon ends no word of the command line.
  ['diff claude:opus cand⇥', 'diff claude:opus candidate'],
  ["diff 'two words' cand⇥", 'diff two words candidate'],
  // Where the program has nothing to offer, the shell has files.
  ['improve cal⇥', 'improve called'],
] as const;

/** What would leave the file `hit` if a press of Tab ran it. */
const NEVER_RUN = [
  "improve '$(touch hit)' ⇥",
  'improve $(touch hit) ⇥',
  'improve `touch hit` ⇥',
  "improve '`touch hit`' --rule ⇥",
  "improve --rule='$(touch hit)'⇥",
  "improve '--rule=$(touch hit)⇥",
  "show ';touch hit;⇥",
  'show 1/1;touch\\ hit;⇥',
] as const;

/** Sourced twice, since profiles are. */
const SETTINGS: Readonly<
  Record<string, { readonly argv: readonly string[]; readonly file: string; readonly text: string }>
> = {
  bash: {
    argv: ['bash', '--rcfile', 'bashrc', '-i'],
    file: 'bashrc',
    text: `unset -f _get_comp_words_by_ref
    for time in 1 2; do eval "$(skillratchet completion bash)"; done
    PS1='ready> '`,
  },
  zsh: {
    argv: ['zsh', '-d', '-i'],
    file: '.zshrc',
    // Without the mark behind a line that does not end.
    text: `unsetopt prompt_sp
    for time in 1 2; do source <(skillratchet completion zsh); done
    PS1='ready> '`,
  },
};

const missing = (shell: string) => spawnSync(shell, ['-c', 'exit 0']).status !== 0;

describe('completion in real shells', () => {
  let scene: Scene;
  let close: () => Promise<void>;
  let place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  beforeAll(async () => {
    ({ scene, close } = await openScene());
    await scene.run(['improve', 'plan', '--agent', scripted('plan'), '--iterations', '1']);
    await mkdir(join(scene.workspace, 'iteration-1', 'agent-codex.mjs', 'eval-2'), { recursive: true });
    scene.tampered();
    const bin = join(scene.root, 'bin');
    await mkdir(bin);
    await symlink(process.execPath, join(bin, 'node'));
    await writeFile(join(scene.root, 'called'), '');
    await writeFile(join(bin, 'skillratchet'), NOTED, { mode: 0o755 });
    const env = {
      PATH: `${bin}:${process.env.PATH}`,
      HOME: join(scene.root, 'home'),
      ZDOTDIR: scene.root,
      TERM: 'xterm',
    };
    place = { cwd: scene.root, env };
  });
  afterAll(() => close());

  const hits = async () => (await readdir(scene.root)).filter((name) => name === 'hit');

  describe.each(Object.entries(SETTINGS))('%s', (shell, { argv, file, text }) => {
    /** Types the lines one after the other; each is ended by `end`. */
    const type = async (lines: readonly string[], end: string) => {
      await writeFile(join(scene.root, file), `${text}\n`);
      await writeFile(join(scene.root, 'called'), '');
      const keys = lines.map((line) => `skillratchet ${line.replaceAll('⇥', '\t')}${end}`).join('');
      const { said } = await commandOnTerminal(argv, { question: 'ready> ', answer: `${keys}exit\n` }, place);
      const called = await readFile(join(scene.root, 'called'), 'utf8');
      return { said, called: called.split('\n').slice(0, -1) };
    };

    it.skipIf(missing(shell) || !HAS_TERMINALS)(
      `completes what is typed, and is silent when sourced twice (needs ${shell} and Python's pty)`,
      async () => {
        const { said, called } = await type(
          COMPLETED.map(([typed]) => typed),
          '\n',
        );
        expect(called).toEqual(COMPLETED.map(([, call]) => call));
        expect(said.split('ready> ')[0]?.trim()).toBe('');
      },
    );

    it.skipIf(missing(shell) || !HAS_TERMINALS)(
      `runs nothing of what is typed (needs ${shell} and Python's pty)`,
      async () => {
        const takeBack = '\u0015';
        const { said } = await type([...NEVER_RUN, 'res⇥v1\n'], takeBack);
        expect(await hits()).toEqual([]);
        expect(said).not.toContain('not found');
      },
    );
  });

  describe('fish', () => {
    /** What is offered at the end of each line. */
    const offered = (lines: readonly string[]) => {
      const script = `for time in 1 2; skillratchet completion fish | source; end
      for line in $argv; complete -C "skillratchet $line"; echo; end`;
      const said = execFileSync('fish', ['-c', script, ...lines], { ...place, encoding: 'utf8' });
      return said.split(/^\n/m).map((offers) => offers.split('\n').map((offer) => offer.split('\t')[0]));
    };

    it.skipIf(missing('fish'))('completes what is typed (needs fish)', () => {
      const typed = COMPLETED.map(([keys]) => keys.replace(/⇥.*/, ''));
      for (const [index, offers] of offered(typed).slice(0, -1).entries()) {
        const count = typed[index]?.split(' ').length;
        expect(offers, typed[index]).toContain(COMPLETED[index]?.[1].split(' ').slice(0, count).at(-1));
      }
    });

    it.skipIf(missing('fish'))('runs nothing of what is typed (needs fish)', async () => {
      offered(NEVER_RUN.map((keys) => keys.replace('⇥', '')));
      expect(await hits()).toEqual([]);
    });
  });
});

/** Completes as the program does, and notes every other call. */
const NOTED = `#!/bin/sh
case $1 in complete|completion) exec node ${PROGRAM} "$@";; esac
echo "$*" >>called
`;
