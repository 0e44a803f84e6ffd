import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface ApplyFlags {
  readonly workspace?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function applyCommand(shell: Shell): Command {
  return new Command('apply')
    .description('put a version into your skill; a copy of what was there is kept')
    .argument('[version]', 'v0, v3, … or best (default: the best, unless fresh passes showed no gain)')
    .option('--workspace <DIR>', 'the workspace (default: the only one in reach)')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText(
      'after',
      '\nExamples:\n  $ skillratchet apply\n  $ skillratchet apply v0 --yes      goes back to the original',
    )
    .action(async (name: string | undefined, flags: ApplyFlags) => {
      const { applyTo } = await import('../apply-version.ts');
      await applyTo(shell, { ...flags, name });
    });
}
