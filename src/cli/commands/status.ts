import { Command } from 'commander';
import type { Shell } from '../shell.ts';

interface StatusFlags {
  readonly workspace?: string;
  readonly json?: boolean;
}

export function statusCommand(shell: Shell): Command {
  return new Command('status')
    .description('say where a run stands: phase, incumbent, spend, why it stopped')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .option('--json', 'print one JSON document on standard output')
    .addHelpText('after', '\nExamples:\n  $ skillratchet status\n  $ skillratchet status ./my-skill --json')
    .action(async (folder: string | undefined, flags: StatusFlags) => {
      const { readStatus } = await import('../status-of.ts');
      const { renderStatus } = await import('../../report/status.ts');
      const status = await readStatus(shell, flags.workspace ?? folder);
      shell.print(flags.json ? JSON.stringify(status) : renderStatus(status, shell));
    });
}
