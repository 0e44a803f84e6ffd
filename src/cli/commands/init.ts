import { Command } from 'commander';
import type { Shell } from '../shell.ts';

export function initCommand(shell: Shell): Command {
  return new Command('init')
    .description('prepare a skill: starter evals, a commented configuration, a .gitignore line; makes no call')
    .argument('[skill]', 'folder with a SKILL.md, or one above it (default: the current folder)')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string | undefined, { json }: { readonly json?: boolean }) => {
      const { init } = await import('../init.ts');
      await init(shell, skill ?? '.', { json });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet init ./my-skill
  $ skillratchet init

What is there is never overwritten: a second time nothing is changed.`;
