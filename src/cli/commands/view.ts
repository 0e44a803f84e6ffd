import { Command } from 'commander';
import { whole } from '../option-values.ts';
import type { Shell } from '../shell.ts';

interface ViewFlags {
  readonly workspace?: string;
  readonly port: number;
  readonly open: boolean;
  readonly json?: boolean;
}

export function viewCommand(shell: Shell): Command {
  return new Command('view')
    .description('show a run as a live page in the browser, on this machine only')
    .argument('[folder]', 'workspace or skill (default: the only workspace in reach)')
    .option('--workspace <DIR>', 'the workspace')
    .addOption(whole('--port <N>', 'port on 127.0.0.1', { least: 0 }).default(0, 'any that is free'))
    .option('--no-open', 'only print the address')
    .option('--json', 'print the address as JSON, and open nothing')
    .addHelpText(
      'after',
      '\nThe page follows the run. The address holds a secret; the server stops by itself once no page is open.\n' +
        '\nExamples:\n  $ skillratchet view\n  $ skillratchet view ./my-skill --no-open --port 8080',
    )
    .action(async (folder: string | undefined, flags: ViewFlags) => {
      const { showPage } = await import('../show-page.ts');
      await showPage(shell, { named: flags.workspace ?? folder, ...flags });
    });
}
