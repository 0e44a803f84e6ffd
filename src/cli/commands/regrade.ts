import { Command } from 'commander';
import { settings } from '../options.ts';
import type { RegradeFlags } from '../regrade-in.ts';
import type { Shell } from '../shell.ts';

/** Settings that mean something to it; the judge is that of the run by default. */
const TAKEN = ['judge', 'concurrency', 'env', 'prices'];

export function regradeCommand(shell: Shell): Command {
  const command = new Command('regrade')
    .description(
      'grade the stored trials of a run anew, beside what was graded before; nothing is run and no row changes',
    )
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace');
  for (const option of settings()) if (TAKEN.includes(option.name())) command.addOption(option);
  return command
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: RegradeFlags) => {
      const { regradeIn } = await import('../regrade-in.ts');
      await regradeIn(shell, folder, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet regrade
  $ skillratchet regrade ./my-skill --judge claude:opus
  $ skillratchet regrade --dry-run`;
