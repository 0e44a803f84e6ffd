import { Command } from 'commander';
import type { Shell } from '../shell.ts';

export function lintCommand(shell: Shell): Command {
  return new Command('lint')
    .description('say everything that a machine can see is wrong with a skill and its evals; makes no call')
    .argument('<skill>', 'folder with a SKILL.md')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (skill: string, { json }: { readonly json?: boolean }) => {
      const { lint } = await import('../lint.ts');
      await lint(shell, skill, { json });
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet lint ./my-skill
  $ skillratchet lint ./my-skill --json

Exits with 2 when there are errors, with 0 when there are none or only warnings.`;
