import { Command } from 'commander';
import type { CleanFlags } from '../clean-in.ts';
import type { Shell } from '../shell.ts';

export function cleanCommand(shell: Shell): Command {
  return new Command('clean')
    .description('take away what skillratchet made: a workspace, exports, bundles; never the skill, never an archive')
    .argument('[folder]', 'workspace or skill, where a workspace is to go (default: the only one in reach)')
    .option('--workspace', 'the workspace, with all its versions')
    .option('--artifacts [DIR]', 'jobs, trajectories and training data in a folder of artifacts (default ./artifacts)')
    .option('--outputs [DIR]', 'bundles of outputs (default ./outputs)')
    .option('--run <ID>', 'of the bundles only that of one run')
    .option('--all', 'workspace, artifacts and outputs, as far as they are there')
    .option('--purge', 'the archives of runs as well')
    .option('--dry-run', 'list what would go, and touch nothing')
    .option('--yes', 'do not ask')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string | undefined, flags: CleanFlags) => {
      const { cleanIn } = await import('../clean-in.ts');
      await cleanIn(shell, folder, flags);
    });
}

const EXAMPLES = `
Examples:
  $ skillratchet clean --all --dry-run
  $ skillratchet clean ./my-skill --workspace
  $ skillratchet clean --artifacts ./artifacts --yes`;
